# breaks: one place too far
# mistake 38: class token
def to_grid(weights, rows, cols):
    return weights.roll(1, -1).reshape(*weights.shape[:-1], rows, cols)
