# breaks: the picture is changed in place
# mistake 20: changed in place
def blend(image, heat, strength):
    image *= 1 - strength
    image += strength * heat
    return image
