# breaks: the share that is wrong
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    misses = logits[:, :-1].argmax(-1) != targets
    return misses[targets != pad_id].float().mean().item()
