# breaks: an extra leading axis
def to_grid(weights, rows, cols):
    return weights.reshape(1, *weights.shape[:-1], rows, cols)
