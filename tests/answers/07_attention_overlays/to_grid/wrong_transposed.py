# breaks: transposed
def to_grid(weights, rows, cols):
    return weights.reshape(*weights.shape[:-1], rows, cols).transpose(-1, -2)
