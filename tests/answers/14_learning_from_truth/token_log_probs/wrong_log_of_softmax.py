# breaks: the log of a softmax underflows
# mistake 29: log_softmax
def token_log_probs(logits, ids):
    return logits[:, :-1].softmax(-1).log().gather(-1, ids[:, 1:, None])[..., 0]
