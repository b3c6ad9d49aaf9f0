# the heat repeated for each colour first
def blend(image, heat, strength):
    three = heat.unsqueeze(0).repeat(3, 1, 1)
    return torch.add(image * (1.0 - strength), three, alpha=strength)
