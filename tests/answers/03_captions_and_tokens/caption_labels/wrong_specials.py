# breaks: all specials
# mistake 27: <start> and <eos>
def caption_labels(ids: Tensor, pad_id: int) -> Tensor:
    """(B, T) -> (B, T): a copy of ids, not shifted, with -100 on padding."""
    return ids.masked_fill(ids < 3, -100)
