# breaks: (-1, rows, cols)
# mistake 19: leading
def to_grid(weights: Tensor, rows: int, cols: int) -> Tensor:
    """Put each token's weight where its patch lies: (..., N) -> (..., rows, cols).

    The grid has the dtype of the weights.
    """
    return weights.reshape(-1, rows, cols)
