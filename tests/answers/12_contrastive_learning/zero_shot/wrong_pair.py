# breaks: max gives a pair
# mistake 45: tuple
def zero_shot(images, prompts):
    return similarity(images, prompts, 1.0).max(-1)
