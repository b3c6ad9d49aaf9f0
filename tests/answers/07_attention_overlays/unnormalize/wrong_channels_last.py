# breaks: handed back as (H, W, 3)
def unnormalize(image, mean, std):
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    return (image * std + mean).clamp(0, 1).permute(1, 2, 0)
