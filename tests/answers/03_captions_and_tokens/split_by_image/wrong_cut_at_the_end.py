# breaks: cuts the list, the seed decides nothing
def split_by_image(rows, held_out, seed):
    images = sorted({image for image, _ in rows})
    held = set(images[len(images) - held_out :])
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
