# breaks: int32
# mistake 46: long
def zero_shot(images, prompts):
    return similarity(images, prompts, 1.0).argmax(-1).int()
