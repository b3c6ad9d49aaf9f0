# breaks: (W, H)
# mistake 39: (W, H) swapped
def enlarge(heat, height, width):
    return F.interpolate(heat[None, None], size=(width, height), mode="bilinear")[0, 0]
