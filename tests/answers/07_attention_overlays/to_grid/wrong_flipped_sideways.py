# breaks: mirrored
def to_grid(weights, rows, cols):
    return weights.reshape(*weights.shape[:-1], rows, cols).flip(-1)
