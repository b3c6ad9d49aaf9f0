# breaks: returns nothing
# mistake 43: return
def combine_masks(causal: Tensor, padding: Tensor) -> Tensor:
    """(T, T) and (B, T) -> (B, 1, T, T) boolean; padding hides keys."""
    causal & padding[:, None, None, :]
