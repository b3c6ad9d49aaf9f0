# breaks: heat subtracted
def blend(image, heat, strength):
    return (1 - strength) * image - strength * heat
