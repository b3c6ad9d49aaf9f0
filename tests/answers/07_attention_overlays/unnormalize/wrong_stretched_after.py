# breaks: undone, then stretched to fill [0, 1]
def unnormalize(image, mean, std):
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    x = image * std + mean
    return (x - x.min()) / (x.max() - x.min())
