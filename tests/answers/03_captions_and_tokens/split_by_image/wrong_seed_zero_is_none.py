# breaks: seed 0 counts as no seed
def split_by_image(rows, held_out, seed):
    rng = random.Random(seed or None)
    held = set(rng.sample(sorted({image for image, _ in rows}), held_out))
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
