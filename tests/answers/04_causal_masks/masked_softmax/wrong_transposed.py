# breaks: reads the mask with queries and keys exchanged
# mistake 11: hidden
def masked_softmax(scores, allowed):
    allowed = allowed.transpose(-1, -2)
    return scores.masked_fill(~allowed, -1e9).softmax(-1) * allowed
