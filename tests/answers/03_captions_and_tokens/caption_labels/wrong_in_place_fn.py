# breaks: masked_fill_
# mistake 20: copy
def caption_labels(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) -> (B, T): a copy of ids, not shifted, with -100 on padding."""
    return ids.masked_fill_(ids == pad_id, -100)
