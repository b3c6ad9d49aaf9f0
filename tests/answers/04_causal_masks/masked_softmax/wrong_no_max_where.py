# breaks: exp without the maximum, filled
# mistake 15: overflow
def masked_softmax(scores: Tensor, allowed: Tensor) -> Tensor:
    """Softmax over the allowed entries of the last axis; hidden ones get 0.

    `allowed` is boolean and broadcasts to `scores`. A row that may see nothing
    becomes zeros, without NaN in the value or the gradient.
    """
    parts = scores.exp().masked_fill(~allowed, 0)
    total = parts.sum(-1, keepdim=True)
    return torch.where(total > 0, parts / total.clamp(min=1e-12), 0.0)
