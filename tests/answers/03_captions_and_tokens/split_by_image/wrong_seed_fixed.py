# breaks: always uses seed 0
def split_by_image(rows, held_out, seed):
    held = set(random.Random(0).sample(sorted({i for i, _ in rows}), held_out))
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
