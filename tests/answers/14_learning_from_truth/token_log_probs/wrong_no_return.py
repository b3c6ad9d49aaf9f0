# breaks: nothing comes back
# mistake 43: return
def token_log_probs(logits, ids):
    logits[:, :-1].log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
