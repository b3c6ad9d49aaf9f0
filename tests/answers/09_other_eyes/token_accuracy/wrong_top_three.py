# breaks: among the best three counts as right
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    best = logits[:, :-1].topk(3, dim=-1).indices
    hits = (best == targets[..., None]).any(-1)
    return hits[targets != pad_id].float().mean().item()
