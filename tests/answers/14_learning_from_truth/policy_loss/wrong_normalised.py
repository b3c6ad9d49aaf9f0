# breaks: advantages divided by their spread
def policy_loss(log_probs, advantages, real):
    weights = advantages.detach() / (advantages.detach().std() + 1e-8)
    return -(weights * log_probs.masked_fill(~real, 0.0).sum(1)).mean()
