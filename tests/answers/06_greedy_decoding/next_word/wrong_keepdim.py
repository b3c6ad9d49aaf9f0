# breaks: keepdim
# mistake 44: (B,)
def next_word(logits: Tensor) -> Tensor:
    """(B, T, V) logits -> (B,) ids: the likeliest word after the last position."""
    return logits[:, -1].argmax(-1, keepdim=True)
