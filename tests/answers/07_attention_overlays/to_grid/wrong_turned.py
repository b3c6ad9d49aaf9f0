# breaks: turned by half
def to_grid(weights, rows, cols):
    return weights.flip(-1).reshape(*weights.shape[:-1], rows, cols)
