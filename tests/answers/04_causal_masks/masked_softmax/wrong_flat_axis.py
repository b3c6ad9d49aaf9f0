# breaks: softmax over all pairs at once
def masked_softmax(scores, allowed):
    kept = scores.masked_fill(~allowed, -1e9)
    return kept.flatten(-2).softmax(-1).reshape(scores.shape) * allowed
