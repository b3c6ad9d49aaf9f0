# breaks: the picture times the heat
def blend(image, heat, strength):
    return image * ((1 - strength) + strength * heat)
