# breaks: with held_out 0 the slice holds everything back
def split_by_image(rows, held_out, seed):
    images = sorted({image for image, _ in rows})
    random.Random(seed).shuffle(images)
    held = set(images[-held_out:])
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
