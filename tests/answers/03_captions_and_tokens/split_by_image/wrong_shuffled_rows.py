# breaks: the rows come back in another order
def split_by_image(rows, held_out, seed):
    rng = random.Random(seed)
    rows = rng.sample(rows, len(rows))
    held = set(rng.sample(sorted({image for image, _ in rows}), held_out))
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
