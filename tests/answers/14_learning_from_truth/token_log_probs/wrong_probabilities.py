# breaks: no logarithm
# mistake 29: logarithm
def token_log_probs(logits, ids):
    return logits[:, :-1].softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
