# breaks: forbidden scores become 0, an ordinary score
# mistake 14: ordinary score
def attend(query, key, value, allowed=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if allowed is not None:
        scores = scores * allowed
    weights = scores.softmax(-1)
    return weights @ value, weights
