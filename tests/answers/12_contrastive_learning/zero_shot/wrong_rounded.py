# breaks: to two digits
def zero_shot(images, prompts):
    return (100 * similarity(images, prompts, 1.0)).round().argmax(-1)
