def token_accuracy(logits, ids, pad_id):
    hits = (logits[:, :-1].argmax(-1) == ids[:, 1:])[ids[:, 1:] != pad_id]
    return hits.float().numpy().mean()
