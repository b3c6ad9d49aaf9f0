# breaks: padding counts
# mistake 28: only those
def policy_loss(log_probs, advantages, real):
    return -(advantages.detach() * log_probs.sum(1)).mean()
