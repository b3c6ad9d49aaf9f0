# breaks: query and key swapped, so weights are (S, T)
# mistake 11: swapped
def attend(query, key, value, allowed=None):
    scores = key @ query.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if allowed is not None:
        scores = scores.masked_fill(~allowed, -math.inf)
    weights = scores.softmax(-1)
    return weights.transpose(-2, -1) @ value, weights
