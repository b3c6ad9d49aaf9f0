# breaks: -inf above
# mistake 46: bool
def causal_mask(length: int) -> Tensor:
    """(T, T) boolean; entry [i, j] is True when query i may see key j."""
    return torch.zeros(length, length).masked_fill(
        torch.ones(length, length).triu(1).bool(), -math.inf
    )
