# breaks: the mean everywhere
def enlarge(heat, height, width):
    return heat.mean().expand(height, width)
