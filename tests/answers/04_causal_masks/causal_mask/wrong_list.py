# breaks: a list
# mistake 44: list
def causal_mask(length: int) -> Tensor:
    """(T, T) boolean; entry [i, j] is True when query i may see key j."""
    return [[j <= i for j in range(length)] for i in range(length)]
