# breaks: leading axes in reverse
def to_grid(weights, rows, cols):
    lead = weights.shape[:-1]
    return weights.reshape(*lead, rows, cols).reshape(*reversed(lead), rows, cols)
