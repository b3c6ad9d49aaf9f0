# breaks: strength as a whole number
def blend(image, heat, strength):
    strength = round(strength)
    return (1 - strength) * image + strength * heat
