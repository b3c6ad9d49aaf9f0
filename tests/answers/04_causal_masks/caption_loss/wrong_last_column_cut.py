# breaks: the last target is lost, <eos> of the longest caption
# mistake 27: <eos>
def caption_loss(logits, ids, pad_id):
    targets = ids[:, 1:-1].flatten()
    guesses = logits[:, :-2].flatten(0, 1)
    return F.cross_entropy(guesses, targets, ignore_index=pad_id)
