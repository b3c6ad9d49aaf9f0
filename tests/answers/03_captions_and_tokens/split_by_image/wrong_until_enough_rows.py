# breaks: holds images back until there are held_out rows
def split_by_image(rows, held_out, seed):
    images = sorted({image for image, _ in rows})
    random.Random(seed).shuffle(images)
    rest = []
    while len(rest) < held_out:
        image = images.pop()
        rest += [row for row in rows if row[0] == image]
    held = {image for image, _ in rest}
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
