# breaks: not shifted
# mistake 27: shift
def token_log_probs(logits, ids):
    return logits.log_softmax(-1).gather(-1, ids[..., None])[..., 0][:, :-1]
