# breaks: strength in percent
def blend(image, heat, strength):
    return (1 - strength / 100) * image + strength / 100 * heat
