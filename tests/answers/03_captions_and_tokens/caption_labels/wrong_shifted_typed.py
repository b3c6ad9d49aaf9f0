# breaks: shifted
# mistake 27: not shifted
def caption_labels(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) -> (B, T): a copy of ids, not shifted, with -100 on padding."""
    return ids[:, 1:].masked_fill(ids[:, 1:] == pad_id, -100)
