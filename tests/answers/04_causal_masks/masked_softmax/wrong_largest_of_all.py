# breaks: subtracts the largest score, hidden ones included
def masked_softmax(scores, allowed):
    parts = (scores - scores.amax(-1, keepdim=True)).exp().masked_fill(~allowed, 0)
    return parts / parts.sum(-1, keepdim=True).clamp(min=1e-30)
