# lerp
def blend(image, heat, strength):
    return torch.lerp(image, heat.expand_as(image), strength)
