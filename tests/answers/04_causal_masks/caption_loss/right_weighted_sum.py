# right: costs times a mask, divided by the number of real targets
def caption_loss(logits, ids, pad_id):
    targets = ids[:, 1:]
    costs = F.cross_entropy(logits[:, :-1].mT, targets, reduction="none")
    real = (targets != pad_id).to(costs.dtype)
    return (costs * real).sum() / real.sum()
