# different: einsum, and the query is divided instead of the scores
def attend(query, key, value, allowed=None):
    query = query * query.shape[-1] ** -0.5
    scores = torch.einsum("...td,...sd->...ts", query, key)
    if allowed is not None:
        scores = torch.where(allowed, scores, torch.finfo(scores.dtype).min)
    weights = F.softmax(scores, dim=-1)
    return torch.einsum("...ts,...sd->...td", weights, value), weights
