# breaks: one leading axis at most
def to_grid(weights, rows, cols):
    return (
        weights.reshape(len(weights), rows, cols)
        if weights.ndim > 1
        else weights.reshape(rows, cols)
    )
