# breaks: a list
# mistake 44: list
def zero_shot(images, prompts):
    return similarity(images, prompts, 1.0).argmax(-1).tolist()
