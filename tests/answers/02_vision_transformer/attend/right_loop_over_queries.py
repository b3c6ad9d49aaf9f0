# different: one query at a time
def attend(query, key, value, allowed=None):
    values, weights = [], []
    for t in range(query.shape[-2]):
        score = (query[..., t : t + 1, :] * key).sum(-1) / np.sqrt(query.shape[-1])
        if allowed is not None:
            row = allowed[..., min(t, allowed.shape[-2] - 1), :]
            score = score.masked_fill(~row, -1e9)
        weight = torch.softmax(score, dim=-1)
        weights.append(weight)
        values.append((weight[..., None] * value).sum(-2))
    return torch.stack(values, dim=-2), torch.stack(weights, dim=-2)
