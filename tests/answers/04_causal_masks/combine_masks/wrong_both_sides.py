# breaks: hides padded queries too
# mistake 16: queries
def combine_masks(causal: Tensor, padding: Tensor) -> Tensor:
    """(T, T) and (B, T) -> (B, 1, T, T) boolean; padding hides keys."""
    return causal & padding[:, None, None, :] & padding[:, None, :, None]
