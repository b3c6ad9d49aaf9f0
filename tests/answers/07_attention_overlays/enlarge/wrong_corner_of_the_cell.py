# breaks: shifted by half a cell, up and to the left
def enlarge(heat, height, width):
    large = F.interpolate(heat[None, None], size=(height, width), mode="nearest")[0, 0]
    dy, dx = height // heat.shape[0] // 2, width // heat.shape[1] // 2
    return large.roll((-dy, -dx), (0, 1))
