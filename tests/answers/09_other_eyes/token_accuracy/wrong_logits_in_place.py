# breaks: forbids padding in the caller's logits
# mistake 20: in place
def token_accuracy(logits, ids, pad_id):
    logits[..., pad_id] = -1e9
    targets = ids[:, 1:]
    hits = logits[:, :-1].argmax(-1) == targets
    return hits[targets != pad_id].float().mean().item()
