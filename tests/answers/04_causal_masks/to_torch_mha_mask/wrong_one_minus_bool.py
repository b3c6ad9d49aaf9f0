# breaks: 1 - a boolean
# mistake 46: ~
def to_torch_mha_mask(allowed: Tensor) -> Tensor:
    """True = may attend -> True = hidden, a new boolean tensor of the same shape."""
    return 1 - allowed
