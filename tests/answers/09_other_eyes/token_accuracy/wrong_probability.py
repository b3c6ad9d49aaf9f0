# breaks: the mean probability of the targets, not how often they come first
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    chances = logits[:, :-1].softmax(-1).gather(-1, targets[..., None])[..., 0]
    return chances[targets != pad_id].mean().item()
