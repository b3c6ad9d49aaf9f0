# breaks: strength squared
def blend(image, heat, strength):
    return (1 - strength**2) * image + strength**2 * heat
