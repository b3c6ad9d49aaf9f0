# breaks: (W, H), then reshaped
def enlarge(heat, height, width):
    return F.interpolate(heat[None, None], size=(width, height), mode="bilinear")[
        0, 0
    ].reshape(height, width)
