# breaks: what lies outside becomes black
def unnormalize(image, mean, std):
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    x = image * std + mean
    return torch.where((x >= 0) & (x <= 1), x, torch.zeros_like(x))
