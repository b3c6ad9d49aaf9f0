# breaks: writes into the ids
# mistake 20: copy
def caption_labels(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) -> (B, T): a copy of ids, not shifted, with -100 on padding."""
    ids[ids == pad_id] = -100
    return ids
