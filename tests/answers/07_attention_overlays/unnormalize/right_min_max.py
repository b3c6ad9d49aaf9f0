# clips with minimum and maximum
def unnormalize(image, mean, std):
    shape = (3, 1, 1)
    pixels = image * torch.as_tensor(std).reshape(shape) + torch.as_tensor(
        mean
    ).reshape(shape)
    return torch.minimum(torch.maximum(pixels, torch.zeros(())), torch.ones(()))
