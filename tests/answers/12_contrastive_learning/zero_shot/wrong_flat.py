# breaks: over all
# mistake 47: one index of each
def zero_shot(images, prompts):
    return similarity(images, prompts, 1.0).argmax()
