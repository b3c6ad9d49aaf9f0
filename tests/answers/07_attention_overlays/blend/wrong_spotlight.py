# breaks: dims the picture where the heat is low
def blend(image, heat, strength):
    return image * heat * strength + image * (1 - strength)
