# breaks: the heat is changed in place
# mistake 20: heat was changed in place
def blend(image, heat, strength):
    heat *= strength
    return (1 - strength) * image + heat
