# wants tensors
def unnormalize(image, mean, std):
    return torch.clip(image * std.view(3, 1, 1) + mean.view(3, 1, 1), min=0.0, max=1.0)
