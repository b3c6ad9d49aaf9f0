# breaks: returns nothing
# mistake 43: return
def next_word(logits: Tensor) -> Tensor:
    """(B, T, V) logits -> (B,) ids: the likeliest word after the last position."""
    logits[:, -1].argmax(-1)
