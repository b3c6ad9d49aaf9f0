# breaks: overwrites the caller's scores
# mistake 20: in place
def masked_softmax(scores, allowed):
    if not scores.requires_grad:
        scores.masked_fill_(~allowed, -1e9)
    return scores.masked_fill(~allowed, -1e9).softmax(-1) * allowed
