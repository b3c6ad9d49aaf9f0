# breaks: logits are flattened time first, targets caption first
# mistake 29: flattened
def caption_loss(logits, ids, pad_id):
    guesses = logits[:, :-1].transpose(0, 1).flatten(0, 1)
    return F.cross_entropy(guesses, ids[:, 1:].flatten(), ignore_index=pad_id)
