# colour by colour, stacked
def unnormalize(image, mean, std):
    return torch.stack([(p * s + m).clamp(0, 1) for p, m, s in zip(image, mean, std)])
