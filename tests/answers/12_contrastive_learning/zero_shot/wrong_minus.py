# breaks: a negative scale
# mistake 47: farthest
def zero_shot(images, prompts):
    return similarity(images, prompts, -1.0).argmax(-1)
