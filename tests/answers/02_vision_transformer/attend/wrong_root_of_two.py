# breaks: a root that is right for d = 4 alone
def attend(query, key, value, allowed=None):
    scores = query @ key.transpose(-2, -1) / 2
    if allowed is not None:
        scores = scores.masked_fill(~allowed, -math.inf)
    weights = scores.softmax(-1)
    return weights @ value, weights
