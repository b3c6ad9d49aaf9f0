# breaks: holds one image back even when none is asked for
def split_by_image(rows, held_out, seed):
    images = sorted({image for image, _ in rows})
    held = set(random.Random(seed).sample(images, max(1, held_out)))
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
