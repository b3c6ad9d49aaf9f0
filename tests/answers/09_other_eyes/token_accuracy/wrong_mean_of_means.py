# breaks: averages each caption, then the captions
# mistake 49: mean of
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    real = targets != pad_id
    hits = (logits[:, :-1].argmax(-1) == targets) & real
    return (hits.sum(1) / real.sum(1)).mean().item()
