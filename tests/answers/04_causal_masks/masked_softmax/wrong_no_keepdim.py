# breaks: the sum without keepdim
# mistake 10: keepdim
def masked_softmax(scores: Tensor, allowed: Tensor) -> Tensor:
    """Softmax over the allowed entries of the last axis; hidden ones get 0.

    `allowed` is boolean and broadcasts to `scores`. A row that may see nothing
    becomes zeros, without NaN in the value or the gradient.
    """
    kept = scores.masked_fill(~allowed, torch.finfo(scores.dtype).min)
    parts = (kept - kept.amax(-1, keepdim=True)).exp().masked_fill(~allowed, 0)
    return parts / parts.sum(-1).clamp(min=1)
