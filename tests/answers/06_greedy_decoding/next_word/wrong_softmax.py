# breaks: the chances
# mistake 47: argmax
def next_word(logits: Tensor) -> Tensor:
    """(B, T, V) logits -> (B,) ids: the likeliest word after the last position."""
    return logits[:, -1].softmax(-1)
