# breaks: stretched to 0 and 1
# mistake 39: own maximum
def enlarge(heat, height, width):
    large = F.interpolate(heat[None, None], size=(height, width), mode="bilinear")[0, 0]
    return (large - large.min()) / (large.max() - large.min())
