# breaks: padding may not be guessed, so the second best counts
def token_accuracy(logits, ids, pad_id):
    logits = logits.clone()
    logits[..., pad_id] = -1e9
    targets = ids[:, 1:]
    hits = logits[:, :-1].argmax(-1) == targets
    return hits[targets != pad_id].float().mean().item()
