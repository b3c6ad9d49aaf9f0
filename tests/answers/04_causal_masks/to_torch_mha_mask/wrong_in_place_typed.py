# breaks: logical_not_
# mistake 20: in place
def to_torch_mha_mask(allowed: Tensor) -> Tensor:
    """True = may attend -> True = hidden, a new boolean tensor of the same shape."""
    return allowed.logical_not_()
