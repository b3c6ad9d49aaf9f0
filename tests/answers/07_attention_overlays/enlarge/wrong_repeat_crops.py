# breaks: only whole repeats: too small where sizes do not divide
def enlarge(heat, height, width):
    return heat.repeat_interleave(height // heat.shape[0], 0).repeat_interleave(
        width // heat.shape[1], 1
    )
