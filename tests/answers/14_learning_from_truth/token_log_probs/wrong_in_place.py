# breaks: logits changed
# mistake 20: in place
def token_log_probs(logits, ids):
    logits.data -= logits.data.amax(-1, keepdim=True)
    return logits[:, :-1].log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
