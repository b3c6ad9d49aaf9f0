# right: as in a well-known library
def filter_logits(logits, *, temperature, top_k=None, top_p=None):
    if temperature <= 0:
        raise ValueError("a temperature above 0")
    logits = logits / temperature
    if top_k:
        k = min(top_k, logits.size(-1))
        remove = logits < torch.topk(logits, k)[0][..., -1, None]
        logits = logits.masked_fill(remove, -float("inf"))
    if top_p is not None and top_p < 1.0:
        sorted_logits, sorted_indices = torch.sort(logits, descending=False)
        cumulative = sorted_logits.softmax(dim=-1).cumsum(dim=-1)
        remove = cumulative <= (1 - top_p)
        remove[..., -1:] = 0
        remove = remove.scatter(1, sorted_indices, remove.clone())
        logits = logits.masked_fill(remove, -float("inf"))
    return logits
