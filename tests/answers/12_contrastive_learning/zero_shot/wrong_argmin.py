# breaks: the farthest
# mistake 47: argmin
def zero_shot(images, prompts):
    return similarity(images, prompts, 1.0).argmin(-1)
