# breaks: drops weights although nobody asked
# mistake 21: add up to 1
def attend(query, key, value, allowed=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if allowed is not None:
        scores = scores.masked_fill(~allowed, -math.inf)
    weights = F.dropout(scores.softmax(-1), 0.1)
    return weights @ value, weights
