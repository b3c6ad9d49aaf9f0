# right: nearest
def zero_shot(images, prompts):
    return torch.cdist(F.normalize(images, dim=1), F.normalize(prompts, dim=1)).argmin(
        1
    )
