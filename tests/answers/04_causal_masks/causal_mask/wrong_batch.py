# breaks: a leading axis
# mistake 44: shape
def causal_mask(length: int) -> Tensor:
    """(T, T) boolean; entry [i, j] is True when query i may see key j."""
    return torch.ones(1, length, length, dtype=torch.bool).tril()
