# breaks: divides by all real tokens, <start> among them
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    hits = (logits[:, :-1].argmax(-1) == targets) & (targets != pad_id)
    return hits.sum().item() / (ids != pad_id).sum().item()
