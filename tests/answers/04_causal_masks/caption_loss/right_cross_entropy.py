# right: cross_entropy on flat rows
def caption_loss(logits, ids, pad_id):
    v = logits.shape[-1]
    guesses = logits[:, :-1].reshape(-1, v)
    return F.cross_entropy(guesses, ids[:, 1:].reshape(-1), ignore_index=pad_id)
