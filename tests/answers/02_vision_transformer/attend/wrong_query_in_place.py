# breaks: the caller's query is scaled in place
# mistake 20: in place
def attend(query, key, value, allowed=None):
    query.data /= math.sqrt(query.shape[-1])
    scores = query @ key.transpose(-2, -1)
    if allowed is not None:
        scores = scores.masked_fill(~allowed, -math.inf)
    weights = scores.softmax(-1)
    return weights @ value, weights
