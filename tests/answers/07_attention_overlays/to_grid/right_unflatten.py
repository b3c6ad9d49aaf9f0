# unflatten
def to_grid(weights, rows, cols):
    return weights.unflatten(-1, (rows, cols))
