# breaks: a generator is kept between calls
def split_by_image(rows, held_out, seed):
    split_by_image.rng = getattr(split_by_image, "rng", None) or random.Random(seed)
    images = sorted({image for image, _ in rows})
    held = set(split_by_image.rng.sample(images, held_out))
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
