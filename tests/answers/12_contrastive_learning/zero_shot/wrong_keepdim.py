# breaks: (B, 1)
# mistake 44: keepdim
def zero_shot(images, prompts):
    return similarity(images, prompts, 1.0).argmax(-1, keepdim=True)
