# breaks: the number of hits
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    hits = (logits[:, :-1].argmax(-1) == targets) & (targets != pad_id)
    return float(hits.sum())
