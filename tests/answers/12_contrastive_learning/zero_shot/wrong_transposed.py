# breaks: prompts first
# mistake 47: wrong axis
def zero_shot(images, prompts):
    return similarity(prompts, images, 1.0).argmax(-1)
