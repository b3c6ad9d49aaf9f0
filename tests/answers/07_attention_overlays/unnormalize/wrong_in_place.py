# breaks: the input is changed in place
# mistake 20: in place
def unnormalize(image, mean, std):
    mean, std = (torch.as_tensor(x)[:, None, None] for x in (mean, std))
    return image.mul_(std).add_(mean).clamp_(0, 1)
