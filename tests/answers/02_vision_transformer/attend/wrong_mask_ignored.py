# breaks: the mask is not used
# mistake 14: forbidden
def attend(query, key, value, allowed=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if allowed is not None:
        pass
    weights = scores.softmax(-1)
    return weights @ value, weights
