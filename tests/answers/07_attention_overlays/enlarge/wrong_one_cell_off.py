# breaks: one cell to the right
# mistake 38: outside its patch
def enlarge(heat, height, width):
    return F.interpolate(
        heat.roll(1, 1)[None, None], size=(height, width), mode="nearest"
    )[0, 0]
