# breaks: mirrored at zero
def unnormalize(image, mean, std):
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    return (image * std + mean).abs().clamp(max=1)
