# breaks: values below 0 stay
def unnormalize(image, mean, std):
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    return (image * std + mean).clamp(max=1)
