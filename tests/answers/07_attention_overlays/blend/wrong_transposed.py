# breaks: heat transposed where that fits
def blend(image, heat, strength):
    h = heat.T if heat.shape[0] == heat.shape[1] else heat
    return (1 - strength) * image + strength * h
