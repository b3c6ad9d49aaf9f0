# the picture plus a share of the difference
def blend(image, heat, strength):
    return image + strength * (heat - image)
