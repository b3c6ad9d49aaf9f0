# breaks: labels = ids
# mistake 20: copy
def caption_labels(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) -> (B, T): a copy of ids, not shifted, with -100 on padding."""
    labels = ids
    labels[labels == pad_id] = -100
    return labels
