# breaks: scaled to its own maximum
# mistake 39: own maximum
def enlarge(heat, height, width):
    large = F.interpolate(heat[None, None], size=(height, width), mode="bilinear")[0, 0]
    return large / large.max()
