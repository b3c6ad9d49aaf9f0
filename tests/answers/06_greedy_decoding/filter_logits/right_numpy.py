# right: NumPy inside
def filter_logits(logits, *, temperature, top_k=None, top_p=None):
    if temperature <= 0:
        raise ValueError("a temperature above 0")

    x = logits.detach().double().numpy() / temperature
    for row in x:
        if top_k is not None:
            row[np.argsort(-row)[top_k:]] = -np.inf
        if top_p is not None:
            e = np.exp(row - row.max())
            e = e / e.sum()
            order = np.argsort(-e)
            before = np.cumsum(e[order]) - e[order]
            row[order[before >= top_p]] = -np.inf
    return torch.from_numpy(x).to(logits.dtype)
