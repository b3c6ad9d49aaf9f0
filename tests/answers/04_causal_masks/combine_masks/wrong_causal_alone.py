# breaks: the causal mask alone
# mistake 16: padding
def combine_masks(causal: Tensor, padding: Tensor) -> Tensor:
    """(T, T) and (B, T) -> (B, 1, T, T) boolean; padding hides keys."""
    return causal[None, None].expand(len(padding), 1, -1, -1)
