# breaks: forbidden keys are only made unlikely
def attend(query, key, value, allowed=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if allowed is not None:
        scores = scores - 5.0 * ~allowed
    weights = scores.softmax(-1)
    return weights @ value, weights
