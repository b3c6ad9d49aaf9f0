# breaks: only the first caption is measured
# mistake 19: caption
def token_accuracy(logits, ids, pad_id):
    targets = ids[:1, 1:]
    hits = logits[:1, :-1].argmax(-1) == targets
    return hits[targets != pad_id].float().mean().item()
