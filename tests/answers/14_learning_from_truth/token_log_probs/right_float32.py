# right: float32 inside
def token_log_probs(logits, ids):
    p = logits[:, :-1].float().log_softmax(-1)
    return p.gather(-1, ids[:, 1:, None])[..., 0].to(logits.dtype)
