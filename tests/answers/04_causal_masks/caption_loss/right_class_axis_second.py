# right: cross_entropy with the classes on axis 1
def caption_loss(logits, ids, pad_id):
    guesses = logits[:, :-1].transpose(1, 2)
    return F.cross_entropy(guesses, ids[:, 1:], ignore_index=pad_id)
