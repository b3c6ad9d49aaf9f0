# breaks: a leading axis
# mistake 44: shape
def to_torch_mha_mask(allowed: Tensor) -> Tensor:
    """True = may attend -> True = hidden, a new boolean tensor of the same shape."""
    return ~allowed[None]
