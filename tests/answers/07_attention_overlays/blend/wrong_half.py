# breaks: always half and half
def blend(image, heat, strength):
    return 0.5 * image + 0.5 * heat
