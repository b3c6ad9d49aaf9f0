# breaks: 1e-6 added before the log
# mistake 29: added before the logarithm
def token_log_probs(logits, ids):
    p = (logits[:, :-1].softmax(-1) + 1e-6).log()
    return p.gather(-1, ids[:, 1:, None])[..., 0]
