# breaks: one factor for both axes
def enlarge(heat, height, width):
    return F.interpolate(
        heat[None, None], scale_factor=height / heat.shape[0], mode="nearest"
    )[0, 0]
