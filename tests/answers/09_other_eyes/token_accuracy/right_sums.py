# right: counts divided
def token_accuracy(logits, ids, pad_id):
    guesses = logits.argmax(dim=2)[:, :-1]
    real = ids[:, 1:].ne(pad_id)
    right = (guesses.eq(ids[:, 1:]) & real).sum().item()
    return right / real.sum().item()
