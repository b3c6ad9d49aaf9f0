# breaks: exp of several hundred is infinite
def masked_softmax(scores, allowed):
    parts = scores.exp().masked_fill(~allowed, 0)
    return parts / parts.sum(-1, keepdim=True).clamp(min=1e-30)
