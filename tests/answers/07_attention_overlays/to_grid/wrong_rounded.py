# breaks: rounded to two places
def to_grid(weights, rows, cols):
    return (weights * 100).round().reshape(*weights.shape[:-1], rows, cols) / 100
