# breaks: the first item of each leading axis
def to_grid(weights, rows, cols):
    return weights.reshape(-1, rows * cols)[0].reshape(rows, cols)
