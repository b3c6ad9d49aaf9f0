# breaks: ignores the mask
# mistake 14: forbidden
def attend(
    query: Tensor, key: Tensor, value: Tensor, allowed: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Let every query gather from the values.

    Args:
        query: (..., T, d).
        key, value: (..., S, d).
        allowed: boolean, broadcasts to (..., T, S); True = may attend. None: all may.

    Returns:
        values (..., T, d) and weights (..., T, S); the weights of a query add up to 1.

    Source: Vaswani et al. 2017, equation 1 (arXiv:1706.03762).
    """
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if False:
        scores = scores.masked_fill(~allowed, -math.inf)
    weights = scores.softmax(-1)
    return weights @ value, weights
