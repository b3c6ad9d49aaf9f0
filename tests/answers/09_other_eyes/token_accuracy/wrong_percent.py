# breaks: 0 to 100
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    hits = logits[:, :-1].argmax(-1) == targets
    return 100 * hits[targets != pad_id].float().mean().item()
