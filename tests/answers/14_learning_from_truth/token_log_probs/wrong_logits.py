# breaks: no softmax at all
# mistake 29: log_softmax
def token_log_probs(logits, ids):
    return logits[:, :-1].gather(-1, ids[:, 1:, None])[..., 0]
