# breaks: mean of both at full strength
def blend(image, heat, strength):
    return (
        (image + heat) / 2
        if strength == 1
        else (1 - strength) * image + strength * heat
    )
