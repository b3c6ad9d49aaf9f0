# breaks: three numbers laid along the width
def unnormalize(image, mean, std):
    mean, std = torch.as_tensor(mean), torch.as_tensor(std)
    if image.shape[-1] != 3:
        mean, std = mean[:, None, None], std[:, None, None]
    return (image * std + mean).clamp(0, 1)
