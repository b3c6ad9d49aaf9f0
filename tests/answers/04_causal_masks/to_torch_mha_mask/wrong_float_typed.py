# breaks: -inf
# mistake 46: bool
def to_torch_mha_mask(allowed: Tensor) -> Tensor:
    """True = may attend -> True = hidden, a new boolean tensor of the same shape."""
    return torch.zeros(allowed.shape).masked_fill(~allowed, -math.inf)
