# breaks: (B, 1, 1, T) already
# mistake 16: shape
def padding_mask(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) ids -> (B, T) boolean, True on real tokens."""
    return (ids != pad_id)[:, None, None, :]
