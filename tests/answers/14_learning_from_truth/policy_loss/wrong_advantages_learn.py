# breaks: advantages not detached
def policy_loss(log_probs, advantages, real):
    return -(advantages * log_probs.masked_fill(~real, 0.0).sum(1)).mean()
