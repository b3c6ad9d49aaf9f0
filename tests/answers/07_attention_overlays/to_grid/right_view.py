# view
def to_grid(weights, rows, cols):
    return weights.view(*weights.shape[:-1], rows, cols)
