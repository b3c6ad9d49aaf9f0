# breaks: divides by all real tokens, <start> included
def caption_loss(logits, ids, pad_id):
    costs = F.cross_entropy(
        logits[:, :-1].flatten(0, 1),
        ids[:, 1:].flatten(),
        ignore_index=pad_id,
        reduction="sum",
    )
    return costs / (ids != pad_id).sum()
