# breaks: heat in the first colour only
# mistake 39: all three colours
def blend(image, heat, strength):
    out = (1 - strength) * image
    out[0] += strength * heat
    return out
