# breaks: an array
# mistake 44: array
def causal_mask(length: int) -> Tensor:
    """(T, T) boolean; entry [i, j] is True when query i may see key j."""
    return np.tril(np.ones((length, length), dtype=bool))
