# breaks: mean added before multiplying
# mistake 39: wrong order
def unnormalize(image, mean, std):
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    return ((image + mean) * std).clamp(0, 1)
