# breaks: mask after the softmax, rows no longer sum to 1
# mistake 14: after the softmax
def masked_softmax(scores, allowed):
    return scores.softmax(-1) * allowed
