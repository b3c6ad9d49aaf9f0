# breaks: clipped to [0, 1]
def enlarge(heat, height, width):
    return F.interpolate(heat[None, None], size=(height, width), mode="bilinear")[
        0, 0
    ].clamp(0, 1)
