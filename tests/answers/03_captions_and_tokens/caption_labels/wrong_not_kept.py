# breaks: result dropped
# mistake 28: -100
def caption_labels(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) -> (B, T): a copy of ids, not shifted, with -100 on padding."""
    ids.masked_fill(ids == pad_id, -100)
    return ids
