# breaks: the values are mixed before the mask is applied
def attend(query, key, value, allowed=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    values = scores.softmax(-1) @ value
    if allowed is not None:
        scores = scores.masked_fill(~allowed, -math.inf)
    return values, scores.softmax(-1)
