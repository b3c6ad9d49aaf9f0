# breaks: strength on the picture
def blend(image, heat, strength):
    return strength * image + (1 - strength) * heat
