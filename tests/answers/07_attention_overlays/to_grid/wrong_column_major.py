# breaks: columns first
# mistake 38: transposed
def to_grid(weights, rows, cols):
    return weights.reshape(*weights.shape[:-1], cols, rows).transpose(-1, -2)
