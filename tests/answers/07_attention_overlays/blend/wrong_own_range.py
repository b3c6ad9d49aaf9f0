# breaks: the heat stretched to [0, 1]
# mistake 39: as it is
def blend(image, heat, strength):
    h = (heat - heat.min()) / (heat.max() - heat.min())
    return (1 - strength) * image + strength * h
