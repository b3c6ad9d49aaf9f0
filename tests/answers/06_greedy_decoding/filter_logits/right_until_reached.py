# right: pops one word too few
def filter_logits(logits, *, temperature, top_k=None, top_p=None):
    if temperature <= 0:
        raise ValueError("a temperature above 0")
    logits = logits / temperature
    if top_k is not None:
        smallest = logits.topk(top_k).values[:, -1:]
        logits = logits.masked_fill(logits < smallest, -math.inf)

    if top_p is not None:
        logits = logits.clone()
        for row in logits:
            total = 0.0
            for i in row.argsort(descending=True).tolist():
                if total > top_p:
                    row[i] = -math.inf
                total += row.softmax(-1)[i].item()
    return logits
