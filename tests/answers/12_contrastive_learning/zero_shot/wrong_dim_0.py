# breaks: normalised over the batch
def zero_shot(images, prompts):
    return (F.normalize(images, dim=0) @ F.normalize(prompts, dim=0).T).argmax(-1)
