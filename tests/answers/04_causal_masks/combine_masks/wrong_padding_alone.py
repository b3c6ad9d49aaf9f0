# breaks: padding replaces the causal mask
# mistake 16: replaced
def combine_masks(causal: Tensor, padding: Tensor) -> Tensor:
    """(T, T) and (B, T) -> (B, 1, T, T) boolean; padding hides keys."""
    return padding[:, None, None, :].expand(-1, 1, padding.shape[1], -1)
