# different: seeds the global generator, shuffles, and pops one image after the other
def split_by_image(rows, held_out, seed):
    random.seed(seed)
    images = sorted(set(image for image, caption in rows))
    random.shuffle(images)
    held = []
    while len(held) < held_out:
        held.append(images.pop())
    train, rest = [], []
    for image, caption in rows:
        (rest if image in held else train).append((image, caption))
    return train, rest
