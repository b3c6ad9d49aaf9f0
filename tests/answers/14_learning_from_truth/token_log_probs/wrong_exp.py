# breaks: exp by hand overflows
# mistake 29: exp(800)
def token_log_probs(logits, ids):
    powers = logits[:, :-1].exp()
    shares = powers / powers.sum(-1, keepdim=True)
    return shares.gather(-1, ids[:, 1:, None])[..., 0].log()
