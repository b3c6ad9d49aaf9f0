# right: one-hot choice by torch.where
def token_log_probs(logits, ids):
    logs = logits[:, :-1].log_softmax(-1)
    chosen = F.one_hot(ids[:, 1:], logits.shape[-1]).bool()
    return torch.where(chosen, logs, torch.zeros_like(logs)).sum(-1)
