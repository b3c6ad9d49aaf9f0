# breaks: the diagonal alone
# mistake 13: past
def causal_mask(length: int) -> Tensor:
    """(T, T) boolean; entry [i, j] is True when query i may see key j."""
    return torch.eye(length, dtype=torch.bool)
