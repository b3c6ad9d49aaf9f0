# breaks: rounded to two digits
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    hits = logits[:, :-1].argmax(-1) == targets
    return round(hits[targets != pad_id].float().mean().item(), 2)
