# breaks: compares with 0
# mistake 28: pad_id
def caption_labels(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) -> (B, T): a copy of ids, not shifted, with -100 on padding."""
    return ids.masked_fill(ids == 0, -100)
