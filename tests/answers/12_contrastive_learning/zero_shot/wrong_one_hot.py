# breaks: one-hot
# mistake 44: one index
def zero_shot(images, prompts):
    return F.one_hot(similarity(images, prompts, 1.0).argmax(-1), len(prompts))
