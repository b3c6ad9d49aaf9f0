# breaks: 0 times infinity when a hidden score is large
def masked_softmax(scores, allowed):
    kept = scores.masked_fill(~allowed, -1e9)
    parts = (scores - kept.amax(-1, keepdim=True)).exp() * allowed
    return parts / parts.sum(-1, keepdim=True).clamp(min=1e-9)
