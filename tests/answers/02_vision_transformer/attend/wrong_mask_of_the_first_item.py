# breaks: all items get the mask of the first
def attend(query, key, value, allowed=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if allowed is not None:
        scores = scores.masked_fill(
            ~(allowed[:1] if allowed.dim() > 2 else allowed), -math.inf
        )
    weights = scores.softmax(-1)
    return weights @ value, weights
