# breaks: ids.bool()
# mistake 28: pad_id
def padding_mask(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) ids -> (B, T) boolean, True on real tokens."""
    return ids.bool()
