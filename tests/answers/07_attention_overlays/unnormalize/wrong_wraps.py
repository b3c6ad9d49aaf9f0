# breaks: what lies outside wraps around
def unnormalize(image, mean, std):
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    return (image * std + mean) % 1.0000001
