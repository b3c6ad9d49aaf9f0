# breaks: keeps one caption of each image
def split_by_image(rows, held_out, seed):
    rows = list(dict(rows).items())
    held = set(random.Random(seed).sample(sorted({i for i, _ in rows}), held_out))
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
