# breaks: position 0
# mistake 34: first position
def next_word(logits: Tensor) -> Tensor:
    """(B, T, V) logits -> (B,) ids: the likeliest word after the last position."""
    return logits[:, 0].argmax(-1)
