# breaks: upside down
# mistake 38: flip
def to_grid(weights, rows, cols):
    return weights.reshape(*weights.shape[:-1], rows, cols).flip(-2)
