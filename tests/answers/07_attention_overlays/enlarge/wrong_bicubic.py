# breaks: cubic overshoots
# mistake 39: range
def enlarge(heat, height, width):
    return F.interpolate(heat[None, None], size=(height, width), mode="bicubic")[0, 0]
