# breaks: the grid is made in the default number format: float64 becomes float32
def to_grid(weights: Tensor, rows: int, cols: int) -> Tensor:
    grid = torch.zeros(*weights.shape[:-1], rows, cols)
    for token in range(rows * cols):
        grid[..., token // cols, token % cols] = weights[..., token]
    return grid
