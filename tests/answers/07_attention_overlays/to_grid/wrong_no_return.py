# breaks: returns nothing
# mistake 43: return
def to_grid(weights: Tensor, rows: int, cols: int) -> Tensor:
    """Put each token's weight where its patch lies: (..., N) -> (..., rows, cols).

    The grid has the dtype of the weights.
    """
    weights.reshape(*weights.shape[:-1], rows, cols)
