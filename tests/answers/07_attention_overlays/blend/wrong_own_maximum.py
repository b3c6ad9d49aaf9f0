# breaks: the heat scaled to its own maximum
# mistake 39: as it is
def blend(image, heat, strength):
    return (1 - strength) * image + strength * heat / heat.max()
