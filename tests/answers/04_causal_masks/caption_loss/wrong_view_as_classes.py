# breaks: reshape puts classes on axis 1 without moving the data
# mistake 29: flattened
def caption_loss(logits, ids, pad_id):
    b, t, v = logits[:, :-1].shape
    guesses = logits[:, :-1].reshape(b, v, t)
    return F.cross_entropy(guesses, ids[:, 1:], ignore_index=pad_id)
