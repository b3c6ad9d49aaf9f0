# colour by colour
def blend(image, heat, strength):
    return torch.stack([c * (1 - strength) + heat * strength for c in image])
