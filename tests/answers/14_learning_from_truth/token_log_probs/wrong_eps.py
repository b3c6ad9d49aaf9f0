# breaks: 1e-9 added in the logarithm
def token_log_probs(logits, ids):
    shares = logits[:, :-1].softmax(-1)
    return (shares.gather(-1, ids[:, 1:, None])[..., 0] + 1e-12).log()
