# right: minus the cross-entropy of each
def token_log_probs(logits, ids):
    losses = F.cross_entropy(
        logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none"
    )
    return -losses
