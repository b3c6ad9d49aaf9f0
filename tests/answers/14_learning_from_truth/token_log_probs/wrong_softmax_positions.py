# breaks: softmax over positions
# mistake 10: over positions
def token_log_probs(logits, ids):
    return logits[:, :-1].log_softmax(1).gather(-1, ids[:, 1:, None])[..., 0]
