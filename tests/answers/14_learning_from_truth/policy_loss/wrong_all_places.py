# breaks: the mean over all places
# mistake 28: all places
def policy_loss(log_probs, advantages, real):
    return -(advantages.detach()[:, None] * log_probs.masked_fill(~real, 0.0)).mean()
