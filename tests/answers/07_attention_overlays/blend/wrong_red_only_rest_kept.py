# breaks: other colours keep the picture
def blend(image, heat, strength):
    out = image.clone()
    out[0] = (1 - strength) * image[0] + strength * heat
    return out
