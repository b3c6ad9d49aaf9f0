# breaks: the first row alone
# mistake 19: shape
def padding_mask(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) ids -> (B, T) boolean, True on real tokens."""
    return ids[0] != pad_id
