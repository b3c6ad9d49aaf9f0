# breaks: distance of unnormalised
# mistake 51: distance
def zero_shot(images, prompts):
    return torch.cdist(images, prompts).argmin(-1)
