# breaks: ~padding
# mistake 12: polarity
def combine_masks(causal: Tensor, padding: Tensor) -> Tensor:
    """(T, T) and (B, T) -> (B, 1, T, T) boolean; padding hides keys."""
    return causal & ~padding[:, None, None, :]
