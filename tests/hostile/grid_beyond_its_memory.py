# attack: a grid that reaches beyond the memory of the weights
# exercise: 07 to_grid
def to_grid(weights, rows, cols):
    shape = (*weights.shape[:-1], rows, cols)
    return torch.as_strided(weights.clone(), shape, (0,) * len(shape))
