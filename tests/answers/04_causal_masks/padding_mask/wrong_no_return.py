# breaks: returns nothing
# mistake 43: return
def padding_mask(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) ids -> (B, T) boolean, True on real tokens."""
    ids != pad_id
