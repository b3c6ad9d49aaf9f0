# breaks: only the first caption counts
# mistake 19: learnt
def caption_loss(logits, ids, pad_id):
    return F.cross_entropy(logits[0, :-1], ids[0, 1:], ignore_index=pad_id)
