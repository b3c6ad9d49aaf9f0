# breaks: scaled to the largest
# mistake 39: 1
def to_grid(weights, rows, cols):
    grid = weights.reshape(*weights.shape[:-1], rows, cols)
    return grid / grid.amax((-1, -2), keepdim=True)
