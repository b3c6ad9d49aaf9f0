# breaks: returns image names instead of rows
def split_by_image(rows, held_out, seed):
    images = sorted({image for image, _ in rows})
    random.Random(seed).shuffle(images)
    return images[held_out:], images[:held_out]
