# breaks: <eos> is no target
# mistake 27: <eos>
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    hits = logits[:, :-1].argmax(-1) == targets
    return hits[(targets != pad_id) & (targets != 2)].float().mean().item()
