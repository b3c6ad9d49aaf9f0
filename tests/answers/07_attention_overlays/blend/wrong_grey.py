# breaks: the picture turned grey
def blend(image, heat, strength):
    return (1 - strength) * image.mean(0, keepdim=True) + strength * heat.expand_as(
        image
    )
