# breaks: three numbers laid along the height
def unnormalize(image, mean, std):
    mean, std = torch.as_tensor(mean)[:, None], torch.as_tensor(std)[:, None]
    if image.shape[-2] != 3:
        mean, std = mean[:, None], std[:, None]
    return (image * std + mean).clamp(0, 1)
