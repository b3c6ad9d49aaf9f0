# breaks: an empty row is NaN
# mistake 15: NaN
def masked_softmax(scores, allowed):
    return scores.masked_fill(~allowed, float("-inf")).softmax(-1)
