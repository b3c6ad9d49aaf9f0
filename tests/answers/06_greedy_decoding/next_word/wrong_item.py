# breaks: .item()
# mistake 44: .item()
def next_word(logits: Tensor) -> Tensor:
    """(B, T, V) logits -> (B,) ids: the likeliest word after the last position."""
    return logits[0, -1].argmax(-1).item()
