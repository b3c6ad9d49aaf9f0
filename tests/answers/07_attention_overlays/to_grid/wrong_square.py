# breaks: square root of N
def to_grid(weights, rows, cols):
    side = math.isqrt(weights.shape[-1])
    return weights.reshape(*weights.shape[:-1], side, side)
