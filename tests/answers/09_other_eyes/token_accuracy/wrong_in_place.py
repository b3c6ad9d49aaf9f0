# breaks: writes -100 into the caller's ids
# mistake 20: in place
def token_accuracy(logits, ids, pad_id):
    targets = ids[:, 1:]
    real = targets != pad_id
    targets[~real] = -100
    return (logits[:, :-1].argmax(-1) == targets)[real].float().mean().item()
