# breaks: nothing comes back
# mistake 43: return
def zero_shot(images, prompts):
    chosen = similarity(images, prompts, 1.0).argmax(-1)
