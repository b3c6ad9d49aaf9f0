# breaks: values outside [0, 1] stay
# mistake 39: clip
def unnormalize(image, mean, std):
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    return image * std + mean
