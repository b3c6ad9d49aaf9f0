# breaks: only images normalised
# mistake 51: normalise
def zero_shot(images, prompts):
    return (F.normalize(images, dim=-1) @ prompts.T).argmax(-1)
