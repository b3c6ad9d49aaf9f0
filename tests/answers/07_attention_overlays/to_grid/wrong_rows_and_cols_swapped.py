# breaks: (cols, rows)
# mistake 38: (rows, cols)
def to_grid(weights, rows, cols):
    return weights.reshape(*weights.shape[:-1], cols, rows)
