# right: the chosen logit minus the logsumexp, in the format that comes
def token_log_probs(logits, ids):
    """Chosen minus normaliser."""
    before, after = logits[:, :-1], ids[:, 1:]
    chosen = torch.take_along_dim(before, after.unsqueeze(-1), -1).squeeze(-1)
    return chosen - torch.logsumexp(before, dim=-1)
