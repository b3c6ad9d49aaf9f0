# breaks: padding is a target
# mistake 28: padding
def token_accuracy(logits, ids, pad_id):
    return (logits[:, :-1].argmax(-1) == ids[:, 1:]).float().mean().item()
