# breaks: heat inverted
def blend(image, heat, strength):
    return (1 - strength) * image + strength * (1 - heat)
