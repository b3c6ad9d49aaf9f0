# breaks: argmax over the positions
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    hits = logits[:, :-1].argmax(1)[:, :1] == targets
    return hits[targets != pad_id].float().mean().item()
