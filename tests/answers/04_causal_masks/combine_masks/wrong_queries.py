# breaks: padding hides queries
# mistake 16: keys
def combine_masks(causal: Tensor, padding: Tensor) -> Tensor:
    """(T, T) and (B, T) -> (B, 1, T, T) boolean; padding hides keys."""
    return causal & padding[:, None, :, None]
