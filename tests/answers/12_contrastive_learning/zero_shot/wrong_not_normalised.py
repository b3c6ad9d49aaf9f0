# breaks: long prompts win
# mistake 51: normalise
def zero_shot(images, prompts):
    return (images @ prompts.T).argmax(-1)
