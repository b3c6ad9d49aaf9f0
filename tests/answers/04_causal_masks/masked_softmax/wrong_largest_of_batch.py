# breaks: one largest score for the whole batch, other rows underflow
def masked_softmax(scores, allowed):
    kept = scores.masked_fill(~allowed, -1e9)
    parts = (kept - kept.max()).exp().masked_fill(~allowed, 0)
    return parts / parts.sum(-1, keepdim=True).clamp(min=1e-30)
