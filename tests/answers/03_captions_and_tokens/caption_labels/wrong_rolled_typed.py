# breaks: rolled
# mistake 27: not shifted
def caption_labels(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) -> (B, T): a copy of ids, not shifted, with -100 on padding."""
    return ids.masked_fill(ids == pad_id, -100).roll(-1, 1)
