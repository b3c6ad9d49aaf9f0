# breaks: takes held_out for percent
def split_by_image(rows, held_out, seed):
    images = sorted({image for image, _ in rows})
    held = set(random.Random(seed).sample(images, len(images) * held_out // 100))
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
