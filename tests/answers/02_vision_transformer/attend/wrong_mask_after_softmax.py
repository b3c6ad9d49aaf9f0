# breaks: weights are masked after the softmax and no longer add up to 1
# mistake 14: before the softmax
def attend(query, key, value, allowed=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if allowed is not None:
        pass
    weights = scores.softmax(-1)
    if allowed is not None:
        weights = weights * allowed
    return weights @ value, weights
