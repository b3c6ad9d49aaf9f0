# breaks: multiplied as numbers
# mistake 46: bool
def combine_masks(causal: Tensor, padding: Tensor) -> Tensor:
    """(T, T) and (B, T) -> (B, 1, T, T) boolean; padding hides keys."""
    return causal.float() * padding[:, None, None, :].float()
