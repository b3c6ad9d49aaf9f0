# breaks: rows and tokens are paired as lists
def token_log_probs(logits, ids):
    return logits[:, :-1].log_softmax(-1)[:, :, ids[:, 1:]][:, 0, 0]
