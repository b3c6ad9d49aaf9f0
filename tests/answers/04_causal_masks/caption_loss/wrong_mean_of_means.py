# breaks: averages each caption, then the captions
# mistake 49: mean of means
def caption_loss(logits, ids, pad_id):
    targets = ids[:, 1:]
    real = (targets != pad_id).to(logits.dtype)
    costs = F.cross_entropy(logits[:, :-1].mT, targets, reduction="none") * real
    return (costs.sum(1) / real.sum(1)).mean()
