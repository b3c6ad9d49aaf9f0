# breaks: -allowed
# mistake 46: ~
def masked_softmax(scores: Tensor, allowed: Tensor) -> Tensor:
    """Softmax over the allowed entries of the last axis; hidden ones get 0.

    `allowed` is boolean and broadcasts to `scores`. A row that may see nothing
    becomes zeros, without NaN in the value or the gradient.
    """
    return scores.masked_fill(-allowed, -1e9).softmax(-1).masked_fill(~allowed, 0)
