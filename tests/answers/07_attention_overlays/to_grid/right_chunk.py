# split along the last axis
def to_grid(weights, rows, cols):
    return torch.stack(weights.split(cols, dim=-1), dim=-2)
