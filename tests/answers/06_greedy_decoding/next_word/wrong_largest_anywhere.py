# breaks: largest over positions
# mistake 34: position
def next_word(logits: Tensor) -> Tensor:
    """(B, T, V) logits -> (B,) ids: the likeliest word after the last position."""
    return logits.amax(1).argmax(-1)
