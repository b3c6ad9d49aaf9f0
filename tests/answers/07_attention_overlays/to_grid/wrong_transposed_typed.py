# breaks: cols, rows
# mistake 38: transposed
def to_grid(weights: Tensor, rows: int, cols: int) -> Tensor:
    """Put each token's weight where its patch lies: (..., N) -> (..., rows, cols).

    The grid has the dtype of the weights.
    """
    return weights.reshape(*weights.shape[:-1], cols, rows).transpose(-1, -2)
