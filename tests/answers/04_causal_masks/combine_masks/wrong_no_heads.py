# breaks: no axis for heads
# mistake 16: (B, 1, T, T)
def combine_masks(causal: Tensor, padding: Tensor) -> Tensor:
    """(T, T) and (B, T) -> (B, 1, T, T) boolean; padding hides keys."""
    return causal & padding[:, None, :]
