# breaks: the picture's own mean and std
def unnormalize(image, mean, std):
    mean, std = image.mean((1, 2), keepdim=True), image.std((1, 2), keepdim=True)
    return (image * std + mean).clamp(0, 1)
