# breaks: seeds numpy but draws from random
def split_by_image(rows, held_out, seed):
    np.random.seed(seed)
    held = set(random.sample(sorted({image for image, _ in rows}), held_out))
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
