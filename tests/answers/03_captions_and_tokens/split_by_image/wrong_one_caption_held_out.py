# breaks: rest has one caption of each image, the others are lost
def split_by_image(rows, held_out, seed):
    held = set(random.Random(seed).sample(sorted({i for i, _ in rows}), held_out))
    rest = list({r[0]: r for r in rows if r[0] in held}.values())
    return [r for r in rows if r[0] not in held], rest
