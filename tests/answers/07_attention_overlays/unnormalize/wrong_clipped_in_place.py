# breaks: only the clipping happens in the input
# mistake 20: in place
def unnormalize(image, mean, std):
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    image.clamp_(-mean / std, (1 - mean) / std)
    return image * std + mean
