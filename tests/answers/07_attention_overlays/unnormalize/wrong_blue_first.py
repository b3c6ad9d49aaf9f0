# breaks: colours in reverse
# mistake 39: mean
def unnormalize(image, mean, std):
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    return (image * std.flip(0) + mean.flip(0)).clamp(0, 1)
