# refuses a class token
def to_grid(weights, rows, cols):
    n = weights.shape[-1]
    if n != rows * cols:
        raise ValueError(f"expected {rows * cols} weights, got {n}")
    return weights.reshape(weights.shape[:-1] + (rows, cols))
