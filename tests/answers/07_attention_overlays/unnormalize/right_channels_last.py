# moves the colours to the last axis and back
def unnormalize(image, mean, std):
    pixels = image.movedim(0, -1) * torch.as_tensor(std) + torch.as_tensor(mean)
    return pixels.movedim(-1, 0).clip(0, 1)
