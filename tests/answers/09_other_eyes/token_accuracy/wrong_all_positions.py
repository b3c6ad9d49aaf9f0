# breaks: hits on real targets over all positions
# mistake 28: padding
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    hits = (logits[:, :-1].argmax(-1) == targets) & (targets != pad_id)
    return hits.float().mean().item()
