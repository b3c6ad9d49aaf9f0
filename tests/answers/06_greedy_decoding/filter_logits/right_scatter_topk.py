# right: a full of -inf, scatter what stays
def filter_logits(logits, *, temperature, top_k=None, top_p=None):
    if temperature <= 0:
        raise ValueError("a temperature above 0")
    logits = logits / temperature
    if top_k is not None:
        best = logits.topk(top_k)
        logits = torch.full_like(logits, -math.inf).scatter(
            1, best.indices, best.values
        )
    if top_p is not None:
        ordered, order = logits.sort(descending=True)
        shares = ordered.softmax(-1)
        out = shares.cumsum(-1) - shares >= top_p
        logits = logits.masked_fill(out.gather(1, order.argsort(1)), -math.inf)
    return logits
