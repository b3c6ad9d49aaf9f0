# breaks: the log-probability itself, without the minus
def caption_loss(logits, ids, pad_id):
    targets = ids[:, 1:]
    chances = logits[:, :-1].log_softmax(-1).gather(-1, targets[..., None])[..., 0]
    return chances[targets != pad_id].mean()
