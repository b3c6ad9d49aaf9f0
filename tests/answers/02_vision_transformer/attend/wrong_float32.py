# breaks: the number format is written in
# mistake 46: float64
def attend(query, key, value, allowed=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if allowed is not None:
        scores = scores.masked_fill(~allowed, -math.inf)
    weights = scores.softmax(-1)
    weights = weights.float()
    return weights @ value.float(), weights
