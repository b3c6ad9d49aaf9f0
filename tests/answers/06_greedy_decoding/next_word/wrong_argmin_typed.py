# breaks: argmin
# mistake 47: largest
def next_word(logits: Tensor) -> Tensor:
    """(B, T, V) logits -> (B,) ids: the likeliest word after the last position."""
    return logits[:, -1].argmin(-1)
