# breaks: masks padding, then averages over all positions
# mistake 28: all positions
def caption_loss(logits, ids, pad_id):
    targets = ids[:, 1:]
    costs = F.cross_entropy(logits[:, :-1].mT, targets, reduction="none")
    return (costs * (targets != pad_id)).mean()
