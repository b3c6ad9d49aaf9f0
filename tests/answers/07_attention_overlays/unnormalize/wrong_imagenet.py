# breaks: always ImageNet's numbers
def unnormalize(image, mean, std):
    mean = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
    std = torch.tensor([0.229, 0.224, 0.225])[:, None, None]
    return (image * std + mean).clamp(0, 1)
