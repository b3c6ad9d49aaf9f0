# breaks: max's pair subtracted
# mistake 45: pair
def masked_softmax(scores: Tensor, allowed: Tensor) -> Tensor:
    """Softmax over the allowed entries of the last axis; hidden ones get 0.

    `allowed` is boolean and broadcasts to `scores`. A row that may see nothing
    becomes zeros, without NaN in the value or the gradient.
    """
    kept = scores.masked_fill(~allowed, -1e9)
    parts = (kept - kept.max(-1, keepdim=True)).exp()
    return parts / parts.sum(-1, keepdim=True)
