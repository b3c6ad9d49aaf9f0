# breaks: gather without the axis
def token_log_probs(logits, ids):
    p = logits[:, :-1].log_softmax(-1)
    return p.gather(-1, ids[:, 1:])
