# breaks: added and clipped
def blend(image, heat, strength):
    return (image + strength * heat).clamp(0, 1)
