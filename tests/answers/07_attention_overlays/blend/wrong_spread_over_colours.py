# breaks: a third of the heat for each colour
def blend(image, heat, strength):
    return (1 - strength) * image + strength * heat / 3
