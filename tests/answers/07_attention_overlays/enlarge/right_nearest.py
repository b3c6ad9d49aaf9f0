# nearest
def enlarge(heat, height, width):
    return F.interpolate(heat[None, None], size=(height, width), mode="nearest")[0, 0]
