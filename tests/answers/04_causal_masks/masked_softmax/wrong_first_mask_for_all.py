# breaks: every caption gets the first one's mask
# mistake 19: mask
def masked_softmax(scores, allowed):
    while allowed.dim() > 2:
        allowed = allowed[0]
    return scores.masked_fill(~allowed, -1e9).softmax(-1) * allowed
