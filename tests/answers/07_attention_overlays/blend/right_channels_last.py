# colours moved to the last axis and back
def blend(image, heat, strength):
    mixed = (1 - strength) * image.permute(1, 2, 0) + strength * heat[..., None]
    return mixed.permute(2, 0, 1)
