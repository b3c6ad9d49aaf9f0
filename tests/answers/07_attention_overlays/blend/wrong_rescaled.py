# breaks: the result stretched to [0, 1]
def blend(image, heat, strength):
    mixed = (1 - strength) * image + strength * heat
    return (mixed - mixed.min()) / (mixed.max() - mixed.min())
