# rows cut out and stacked
def to_grid(weights, rows, cols):
    return torch.stack(
        [weights[..., r * cols : (r + 1) * cols] for r in range(rows)], dim=-2
    )
