# breaks: a float tensor
# mistake 46: torch.long
def caption_labels(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) -> (B, T): a copy of ids, not shifted, with -100 on padding."""
    return torch.where(ids == pad_id, -100.0, ids)
