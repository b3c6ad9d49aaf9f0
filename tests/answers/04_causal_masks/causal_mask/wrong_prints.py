# breaks: prints it
# mistake 43: return
def causal_mask(length: int) -> Tensor:
    """(T, T) boolean; entry [i, j] is True when query i may see key j."""
    print(torch.ones(length, length, dtype=torch.bool).tril())
