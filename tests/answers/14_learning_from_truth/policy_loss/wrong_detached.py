# breaks: no graph
def policy_loss(log_probs, advantages, real):
    return -(advantages * log_probs.detach().masked_fill(~real, 0.0).sum(1)).mean()
