# cell by cell
def to_grid(weights, rows, cols):
    grid = torch.zeros(*weights.shape[:-1], rows, cols, dtype=weights.dtype)
    for n in range(weights.shape[-1]):
        grid[..., n // cols, n % cols] = weights[..., n]
    return grid
