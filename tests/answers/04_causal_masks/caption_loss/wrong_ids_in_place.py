# breaks: writes -100 into the caller's ids
# mistake 20: in place
def caption_loss(logits, ids, pad_id):
    targets = ids[:, 1:]
    targets[targets == pad_id] = -100
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), targets.flatten())
