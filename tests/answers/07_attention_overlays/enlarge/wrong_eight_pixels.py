# breaks: every cell is 8 pixels wide
def enlarge(heat, height, width):
    return heat.repeat_interleave(8, 0).repeat_interleave(8, 1)
