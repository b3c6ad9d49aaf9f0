# breaks: leading axes flattened
# mistake 19: leading axes
def to_grid(weights, rows, cols):
    return weights.reshape(-1, rows, cols).squeeze(0)
