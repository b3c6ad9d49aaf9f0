# breaks: right in value, but the sum gets no gradient
def masked_softmax(scores, allowed):
    kept = scores.masked_fill(~allowed, -1e9)
    parts = (kept - kept.amax(-1, keepdim=True)).exp() * allowed
    return parts / parts.sum(-1, keepdim=True).clamp(min=1).detach()
