# breaks: specials hidden too
# mistake 28: <start>
def padding_mask(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) ids -> (B, T) boolean, True on real tokens."""
    return ids > 3
