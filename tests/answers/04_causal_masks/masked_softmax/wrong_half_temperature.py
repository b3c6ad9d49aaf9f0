# breaks: divides the scores once more by the root of their number
def masked_softmax(scores, allowed):
    kept = (scores / scores.shape[-1] ** 0.5).masked_fill(~allowed, -1e9)
    return kept.softmax(-1) * allowed
