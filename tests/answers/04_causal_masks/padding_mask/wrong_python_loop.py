# breaks: `not in` of a number
# mistake 44: tensor
def padding_mask(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) ids -> (B, T) boolean, True on real tokens."""
    return ids is not pad_id
