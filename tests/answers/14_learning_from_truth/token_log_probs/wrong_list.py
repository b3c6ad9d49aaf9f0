# breaks: a list of rows
# mistake 44: list
def token_log_probs(logits, ids):
    return list(logits[:, :-1].log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0])
