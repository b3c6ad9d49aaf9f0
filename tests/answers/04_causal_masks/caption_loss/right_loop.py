# right: target by target
def caption_loss(logits, ids, pad_id):
    costs = []
    for row, caption in zip(logits, ids.tolist()):
        for t, target in enumerate(caption[1:]):
            if target != pad_id:
                costs.append(torch.logsumexp(row[t], 0) - row[t, target])
    return torch.stack(costs).mean()
