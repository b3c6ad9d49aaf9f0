# breaks: at every position
# mistake 34: one position
def next_word(logits: Tensor) -> Tensor:
    """(B, T, V) logits -> (B,) ids: the likeliest word after the last position."""
    return logits.argmax(-1)
