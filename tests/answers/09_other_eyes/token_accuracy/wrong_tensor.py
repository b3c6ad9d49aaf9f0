# breaks: a tensor, not a float
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    return (logits[:, :-1].argmax(-1) == targets)[targets != pad_id].float().mean()
