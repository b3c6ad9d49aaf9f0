# breaks: max gives a pair
# mistake 44: tuple
def zero_shot(images, prompts):
    return similarity(images, prompts, 1.0).max(-1)
