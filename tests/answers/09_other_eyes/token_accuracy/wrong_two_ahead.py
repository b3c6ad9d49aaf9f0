# breaks: position t is compared with token t + 2
# mistake 27: shift
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 2:]
    hits = logits[:, :-2].argmax(-1) == targets
    return hits[targets != pad_id].float().mean().item()
