# breaks: min-p in place of top-p
def filter_logits(logits, *, temperature, top_k=None, top_p=None):
    if temperature <= 0:
        raise ValueError("a temperature above 0")
    logits = logits / temperature
    if top_k is not None:
        smallest = logits.topk(top_k).values[:, -1:]
        logits = logits.masked_fill(logits < smallest, -math.inf)
    if top_p is not None:
        s = logits.softmax(-1)
        logits = logits.masked_fill(s < top_p * s.amax(-1, keepdim=True), -math.inf)
    return logits
