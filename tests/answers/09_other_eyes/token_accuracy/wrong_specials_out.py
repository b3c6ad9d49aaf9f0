# breaks: all special tokens are left out
# mistake 27: <eos>
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    hits = logits[:, :-1].argmax(-1) == targets
    return hits[targets > 3].float().mean().item()
