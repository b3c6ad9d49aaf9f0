# breaks: the cosine itself
# mistake 47: not max
def zero_shot(images, prompts):
    return similarity(images, prompts, 1.0).max(-1).values
