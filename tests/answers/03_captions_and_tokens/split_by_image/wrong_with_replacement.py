# breaks: an image drawn twice counts twice
def split_by_image(rows, held_out, seed):
    held = set(random.Random(seed).choices(sorted({i for i, _ in rows}), k=held_out))
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
