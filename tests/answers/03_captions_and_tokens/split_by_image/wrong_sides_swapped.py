# breaks: held_out images are in the first of the two
def split_by_image(rows, held_out, seed):
    images = sorted({image for image, _ in rows})
    held = set(random.Random(seed).sample(images, held_out))
    return [r for r in rows if r[0] in held], [r for r in rows if r[0] not in held]
