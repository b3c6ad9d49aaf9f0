# breaks: padding set to 0
def token_log_probs(logits, ids):
    chosen = logits[:, :-1].log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
    return chosen.masked_fill(ids[:, 1:] == 0, 0.0)
