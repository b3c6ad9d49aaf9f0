# right: pairwise, no sort
def filter_logits(logits, *, temperature, top_k=None, top_p=None):
    if temperature <= 0:
        raise ValueError("a temperature above 0")
    logits = logits / temperature
    if top_k is not None:
        smallest = logits.topk(top_k).values[:, -1:]
        logits = logits.masked_fill(logits < smallest, -math.inf)
    if top_p is not None:
        shares = logits.double().softmax(-1)
        above = shares[:, None, :] > shares[:, :, None]
        before = (above * shares[:, None, :]).sum(-1)
        logits = torch.where(before < top_p, logits, -math.inf)
    return logits
