# breaks: the normaliser gives no gradient
def token_log_probs(logits, ids):
    chosen = logits[:, :-1].gather(-1, ids[:, 1:, None])[..., 0]
    return chosen - logits[:, :-1].detach().logsumexp(-1)
