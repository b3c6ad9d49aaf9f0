# breaks: without a sign
def zero_shot(images, prompts):
    return similarity(images, prompts, 1.0).abs().argmax(-1)
