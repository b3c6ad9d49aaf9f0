# breaks: holds one image too many back
def split_by_image(rows, held_out, seed):
    images = sorted({image for image, _ in rows})
    random.Random(seed).shuffle(images)
    held = set(images[: held_out + 1])
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
