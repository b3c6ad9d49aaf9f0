# right: selects the real rows first
def caption_loss(logits, ids, pad_id):
    real = ids[:, 1:] != pad_id
    return F.cross_entropy(logits[:, :-1][real], ids[:, 1:][real])
