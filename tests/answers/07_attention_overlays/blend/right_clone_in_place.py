# in place, on a clone
def blend(image, heat, strength):
    out = image.clone()
    out *= 1 - strength
    out += strength * heat
    return out
