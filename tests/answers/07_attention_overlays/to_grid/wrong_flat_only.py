# breaks: a row of N only
def to_grid(weights, rows, cols):
    return weights.reshape(rows, cols)
