# breaks: 1e-9 added before the log
# mistake 29: nothing added
def token_log_probs(logits, ids):
    p = (logits[:, :-1].softmax(-1) + 1e-9).log()
    return p.gather(-1, ids[:, 1:, None])[..., 0]
