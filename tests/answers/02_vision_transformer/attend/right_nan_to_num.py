# different: a query that may see nothing gets zeros
def attend(query, key, value, allowed=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if allowed is not None:
        scores = scores.masked_fill(~allowed, float("-inf"))
        weights = torch.nan_to_num(scores.softmax(-1)).masked_fill(~allowed, 0.0)
    else:
        weights = scores.softmax(-1)
    return weights @ value, weights
