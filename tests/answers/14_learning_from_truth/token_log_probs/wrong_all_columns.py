# breaks: not shifted, T columns
# mistake 27: T - 1
def token_log_probs(logits, ids):
    return logits.log_softmax(-1).gather(-1, ids[..., None])[..., 0]
