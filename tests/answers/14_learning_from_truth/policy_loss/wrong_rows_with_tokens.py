# breaks: divided by rows that have tokens
def policy_loss(log_probs, advantages, real):
    likely = log_probs.masked_fill(~real, 0.0).sum(1)
    return -(advantages.detach() * likely).sum() / real.any(1).sum().clamp(min=1)
