# breaks: rounded to bytes
def blend(image, heat, strength):
    mixed = (1 - strength) * image + strength * heat
    return (mixed * 255).round() / 255
