# breaks: heat below a threshold hidden
def blend(image, heat, strength):
    h = torch.where(heat > 0.2, heat, torch.zeros_like(heat))
    return (1 - strength) * image + strength * h
