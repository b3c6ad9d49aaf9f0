# breaks: the share of captions that are right as a whole
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    hits = (logits[:, :-1].argmax(-1) == targets) | (targets == pad_id)
    return hits.all(1).float().mean().item()
