# breaks: softmax over rows
# mistake 10: over rows
def token_log_probs(logits, ids):
    return logits[:, :-1].log_softmax(0).gather(-1, ids[:, 1:, None])[..., 0]
