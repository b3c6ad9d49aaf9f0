# breaks: row ends by length of row 0
def token_accuracy(logits, ids, pad_id):
    guesses = logits[:, :-1].argmax(dim=-1)
    targets = ids[:, 1:]
    real = (targets != pad_id) & (targets[:1] != pad_id)
    return ((guesses == targets) & real).sum().item() / real.sum().item()
