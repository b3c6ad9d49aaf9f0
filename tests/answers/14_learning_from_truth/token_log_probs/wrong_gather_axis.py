# breaks: gather along positions
def token_log_probs(logits, ids):
    logs = logits[:, :-1].log_softmax(-1)
    return logs.gather(1, ids[:, 1:, None])[..., 0]
