# breaks: a sum, not a mean
def caption_loss(logits, ids, pad_id):
    return F.cross_entropy(
        logits[:, :-1].flatten(0, 1),
        ids[:, 1:].flatten(),
        ignore_index=pad_id,
        reduction="sum",
    )
