# breaks: -inf times 0 of the one-hot
# mistake 15: one-hot
def token_log_probs(logits, ids):
    logs = logits[:, :-1].log_softmax(-1)
    return (logs * F.one_hot(ids[:, 1:], logits.shape[-1])).sum(-1)
