# breaks: every other row backwards
def to_grid(weights, rows, cols):
    grid = weights.reshape(*weights.shape[:-1], rows, cols).clone()
    grid[..., 1::2, :] = grid[..., 1::2, :].flip(-1)
    return grid
