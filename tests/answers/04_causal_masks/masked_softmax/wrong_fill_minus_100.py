# breaks: -100 is a high score among scores of -800
def masked_softmax(scores, allowed):
    return scores.masked_fill(~allowed, -100.0).softmax(-1) * allowed
