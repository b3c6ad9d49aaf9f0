# breaks: one row
# mistake 13: shape
def causal_mask(length: int) -> Tensor:
    """(T, T) boolean; entry [i, j] is True when query i may see key j."""
    return torch.ones(length, dtype=torch.bool)
