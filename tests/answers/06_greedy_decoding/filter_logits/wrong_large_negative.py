# breaks: left out at -1e9
def filter_logits(logits, *, temperature, top_k=None, top_p=None):
    if temperature <= 0:
        raise ValueError("temperature")
    logits = logits / temperature
    if top_k is not None:
        smallest = logits.topk(top_k).values[:, -1:]
        logits = logits.masked_fill(logits < smallest, -math.inf)
    if top_p is not None:
        ordered, order = logits.sort(descending=True)
        shares = ordered.double().softmax(-1)
        left_out = shares.cumsum(-1) - shares >= top_p
        left_out[:, 0] = False
        left_out = torch.zeros_like(left_out).scatter(1, order, left_out)
        logits = logits.masked_fill(left_out, -math.inf)
    return logits.masked_fill(
        logits == -math.inf, -1e9 if logits.dtype != torch.float16 else -6e4
    )
