# breaks: `.T` turns all axes around
def attend(query, key, value, allowed=None):
    scores = query @ key.T / math.sqrt(query.shape[-1])
    if allowed is not None:
        scores = scores.masked_fill(~allowed, -math.inf)
    weights = scores.softmax(-1)
    return weights @ value, weights
