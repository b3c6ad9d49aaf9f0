# breaks: the words, not a mask
# mistake 44: bool
def padding_mask(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) ids -> (B, T) boolean, True on real tokens."""
    return ids[ids != pad_id]
