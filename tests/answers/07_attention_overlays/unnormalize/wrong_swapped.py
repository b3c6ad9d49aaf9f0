# breaks: mean and std swapped
# mistake 39: mean
def unnormalize(image, mean, std):
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    return (image * mean + std).clamp(0, 1)
