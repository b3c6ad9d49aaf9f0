# breaks: -2
# mistake 34: too early
def next_word(logits: Tensor) -> Tensor:
    """(B, T, V) logits -> (B,) ids: the likeliest word after the last position."""
    return logits[:, -2].argmax(-1)
