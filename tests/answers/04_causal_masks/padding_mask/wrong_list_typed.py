# breaks: a list
# mistake 44: list
def padding_mask(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) ids -> (B, T) boolean, True on real tokens."""
    return (ids != pad_id).tolist()
