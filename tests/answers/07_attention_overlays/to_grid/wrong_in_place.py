# breaks: the caller's tensor gets the new shape
# mistake 20: in place
def to_grid(weights, rows, cols):
    return weights.resize_(*weights.shape[:-1], rows, cols)
