# wants plain numbers
def unnormalize(image, mean, std):
    m = torch.tensor(mean).reshape(-1, 1, 1)
    s = torch.tensor(std).reshape(-1, 1, 1)
    return torch.addcmul(m.to(image.dtype), image, s.to(image.dtype)).clamp(
        min=0, max=1
    )
