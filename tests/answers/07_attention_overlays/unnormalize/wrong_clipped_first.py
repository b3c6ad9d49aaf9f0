# breaks: clipped before undoing
def unnormalize(image, mean, std):
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    return image.clamp(0, 1) * std + mean
