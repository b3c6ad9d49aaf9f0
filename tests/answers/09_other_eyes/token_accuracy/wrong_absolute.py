# breaks: the logit farthest from 0 is taken for the guess
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    hits = logits[:, :-1].abs().argmax(-1) == targets
    return hits[targets != pad_id].float().mean().item()
