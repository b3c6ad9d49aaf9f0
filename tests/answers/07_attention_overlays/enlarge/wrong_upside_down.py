# breaks: flipped
# mistake 38: flip
def enlarge(heat, height, width):
    return F.interpolate(heat[None, None], size=(height, width), mode="bilinear")[
        0, 0
    ].flip(0)
