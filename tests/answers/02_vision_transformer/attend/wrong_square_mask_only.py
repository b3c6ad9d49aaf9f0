# breaks: a mask is used only where T = S
def attend(query, key, value, allowed=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if allowed is not None:
        scores = (
            scores.masked_fill(~allowed, -math.inf)
            if scores.shape[-1] == scores.shape[-2]
            else scores
        )
    weights = scores.softmax(-1)
    return weights @ value, weights
