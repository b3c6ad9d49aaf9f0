# breaks: normalised in place
# mistake 20: in place
def zero_shot(images, prompts):
    images /= images.norm(dim=-1, keepdim=True)
    prompts /= prompts.norm(dim=-1, keepdim=True)
    return (images @ prompts.T).argmax(-1)
