# breaks: position t predicts token t + 2
# mistake 27: shift by 2
def caption_loss(logits, ids, pad_id):
    return F.cross_entropy(
        logits[:, :-2].flatten(0, 1), ids[:, 2:].flatten(), ignore_index=pad_id
    )
