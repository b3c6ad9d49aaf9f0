# breaks: leading axes moved to the end
def to_grid(weights, rows, cols):
    return (
        weights.reshape(-1, rows * cols)
        .T.reshape(rows, cols, *weights.shape[:-1])
        .squeeze()
    )
