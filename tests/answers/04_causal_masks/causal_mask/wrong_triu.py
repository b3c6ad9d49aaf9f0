# breaks: upper triangle
# mistake 11: upside down
def causal_mask(length: int) -> Tensor:
    """(T, T) boolean; entry [i, j] is True when query i may see key j."""
    return torch.ones(length, length, dtype=torch.bool).triu()
