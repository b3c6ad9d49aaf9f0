# different: a mask of 0 and -inf is added, the softmax is written by hand
def attend(query, key, value, allowed=None):
    d = query.size(-1)
    scores = torch.matmul(query / d**0.25, (key / d**0.25).transpose(-1, -2))
    if allowed is not None:
        barrier = torch.zeros(allowed.shape, dtype=scores.dtype, device=scores.device)
        barrier = barrier.masked_fill(allowed.logical_not(), float("-inf"))
        scores = scores + barrier
    raised = torch.exp(scores - scores.amax(-1, keepdim=True))
    weights = raised / raised.sum(-1, keepdim=True)
    return torch.matmul(weights, value), weights
