# right: dial by dial, calling itself
def filter_logits(logits, *, temperature, top_k=None, top_p=None):
    if not temperature > 0:
        raise ValueError
    if temperature != 1.0:
        return filter_logits(
            logits / temperature, temperature=1.0, top_k=top_k, top_p=top_p
        )
    out = logits.clone()
    for row in out:
        if top_k is not None:
            row[row.argsort()[: len(row) - top_k]] = -math.inf
        if top_p is not None:
            total, p = 0.0, row.double().softmax(0)
            for i in p.argsort(descending=True):
                if total >= top_p:
                    row[i] = -math.inf
                total += p[i].item()
    return out
