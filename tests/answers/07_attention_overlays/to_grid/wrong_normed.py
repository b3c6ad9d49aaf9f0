# breaks: made to add up to 1
def to_grid(weights, rows, cols):
    grid = weights.reshape(*weights.shape[:-1], rows, cols)
    return grid / grid.sum((-1, -2), keepdim=True)
