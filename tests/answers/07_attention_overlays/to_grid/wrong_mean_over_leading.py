# breaks: averaged over the leading axes
def to_grid(weights, rows, cols):
    return weights.reshape(-1, rows * cols).mean(0).reshape(rows, cols)
