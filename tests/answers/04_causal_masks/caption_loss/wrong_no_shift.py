# breaks: position t is asked for the word it has just read
# mistake 27: shift by 0
def caption_loss(logits, ids, pad_id):
    return F.cross_entropy(logits.flatten(0, 1), ids.flatten(), ignore_index=pad_id)
