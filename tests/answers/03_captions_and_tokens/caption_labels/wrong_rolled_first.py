# breaks: rolled, then filled
# mistake 27: not shifted
def caption_labels(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) -> (B, T): a copy of ids, not shifted, with -100 on padding."""
    ids = ids.roll(-1, 1)
    return ids.masked_fill(ids == pad_id, -100)
