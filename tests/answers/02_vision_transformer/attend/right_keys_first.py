# different: scores as (S, T), softmax over the keys there, then turned
def attend(query, key, value, allowed=None):
    scores = (key @ query.mT) / math.sqrt(key.shape[-1])
    if allowed is not None:
        scores = scores.masked_fill(~allowed.mT, -torch.inf)
    weights = scores.softmax(dim=-2).mT
    return weights @ value, weights
