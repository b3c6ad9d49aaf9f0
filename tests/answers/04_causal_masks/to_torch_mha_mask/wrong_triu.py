# breaks: builds a causal one
# mistake 12: any mask
def to_torch_mha_mask(allowed: Tensor) -> Tensor:
    """True = may attend -> True = hidden, a new boolean tensor of the same shape."""
    return torch.ones_like(allowed).triu(1)
