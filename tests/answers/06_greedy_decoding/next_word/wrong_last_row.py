# breaks: logits[-1]
# mistake 19: logits[:, -1]
def next_word(logits: Tensor) -> Tensor:
    """(B, T, V) logits -> (B,) ids: the likeliest word after the last position."""
    return logits[-1].argmax(-1)
