# breaks: inverts the caller's mask
# mistake 20: in place
def masked_softmax(scores, allowed):
    hidden = allowed.logical_not_()
    return scores.masked_fill(hidden, -1e9).softmax(-1).masked_fill(hidden, 0)
