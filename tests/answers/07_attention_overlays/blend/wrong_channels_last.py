# breaks: handed back as (H, W, 3)
def blend(image, heat, strength):
    return ((1 - strength) * image + strength * heat).permute(1, 2, 0)
