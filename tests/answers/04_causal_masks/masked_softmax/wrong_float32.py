# breaks: double scores come back as floats
def masked_softmax(scores, allowed):
    return scores.float().masked_fill(~allowed, -1e9).softmax(-1) * allowed
