# right: one-hot targets and an einsum
def caption_loss(logits, ids, pad_id):
    targets = ids[:, 1:]
    real = (targets != pad_id).to(logits.dtype)
    hot = F.one_hot(targets, logits.shape[-1]).to(logits.dtype)
    costs = -torch.einsum("btv,btv->bt", hot, torch.log_softmax(logits[:, :-1], -1))
    return (costs * real).sum() / real.sum()
