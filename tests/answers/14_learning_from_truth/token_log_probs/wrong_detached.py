# breaks: no graph
def token_log_probs(logits, ids):
    return logits.detach()[:, :-1].log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
