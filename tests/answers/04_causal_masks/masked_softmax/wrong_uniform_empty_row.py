# breaks: an empty row looks everywhere
# mistake 15: zeros
def masked_softmax(scores, allowed):
    return scores.masked_fill(~allowed, -1e9).softmax(-1)
