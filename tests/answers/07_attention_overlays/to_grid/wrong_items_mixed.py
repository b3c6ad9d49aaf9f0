# breaks: items and cells mixed
def to_grid(weights, rows, cols):
    return weights.reshape(-1, rows * cols).T.reshape(*weights.shape[:-1], rows, cols)
