# breaks: log_softmax over the positions
def caption_loss(logits, ids, pad_id):
    targets = ids[:, 1:]
    chances = logits[:, :-1].log_softmax(1)
    costs = -chances.gather(-1, targets[..., None]).squeeze(-1)
    return costs[targets != pad_id].mean()
