# breaks: a float
# mistake 46: whole numbers
def zero_shot(images, prompts):
    return similarity(images, prompts, 1.0).argmax(-1).float()
