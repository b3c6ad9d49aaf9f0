# breaks: amax of all, not of each row
# mistake 15: overflow
def masked_softmax(scores: Tensor, allowed: Tensor) -> Tensor:
    """Softmax over the allowed entries of the last axis; hidden ones get 0.

    `allowed` is boolean and broadcasts to `scores`. A row that may see nothing
    becomes zeros, without NaN in the value or the gradient.
    """
    kept = scores.masked_fill(~allowed, torch.finfo(scores.dtype).min)
    parts = (scores - kept.max()).exp().masked_fill(~allowed, 0)
    total = parts.sum(-1, keepdim=True)
    return parts / total.clamp(min=1e-30)
