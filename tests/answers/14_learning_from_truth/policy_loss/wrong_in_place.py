# breaks: log_probs filled in place
# mistake 20: in place
def policy_loss(log_probs, advantages, real):
    log_probs.data[~real] = 0.0
    return -(advantages.detach() * log_probs.sum(1)).mean()
