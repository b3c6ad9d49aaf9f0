# breaks: made to add up to 1
def enlarge(heat, height, width):
    large = F.interpolate(heat[None, None], size=(height, width), mode="bilinear")[0, 0]
    return large / large.sum()
