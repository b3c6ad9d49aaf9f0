# breaks: a large hidden score takes everything before it is struck out
def masked_softmax(scores, allowed):
    weights = scores.softmax(-1) * allowed
    return weights / weights.sum(-1, keepdim=True).clamp(min=1e-9)
