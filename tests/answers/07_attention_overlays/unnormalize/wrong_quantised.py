# breaks: rounded to bytes on the way
def unnormalize(image, mean, std):
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    return ((image * std + mean).clamp(0, 1) * 255).to(torch.uint8).float() / 255
