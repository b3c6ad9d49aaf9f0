# breaks: isqrt
# mistake 2: square
def to_grid(weights: Tensor, rows: int, cols: int) -> Tensor:
    """Put each token's weight where its patch lies: (..., N) -> (..., rows, cols).

    The grid has the dtype of the weights.
    """
    side = math.isqrt(weights.shape[-1])
    return weights.reshape(*weights.shape[:-1], side, side)
