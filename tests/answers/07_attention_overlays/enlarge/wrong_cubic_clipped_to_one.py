# breaks: cubic, clipped to [0, 1] instead of the old range
def enlarge(heat, height, width):
    return F.interpolate(heat[None, None], size=(height, width), mode="bicubic")[
        0, 0
    ].clamp(0, 1)
