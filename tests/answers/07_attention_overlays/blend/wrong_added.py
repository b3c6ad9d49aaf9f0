# breaks: the picture keeps all
def blend(image, heat, strength):
    return image + strength * heat
