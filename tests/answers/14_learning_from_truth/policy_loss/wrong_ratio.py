# breaks: the ratio to itself
def policy_loss(log_probs, advantages, real):
    ratio = (log_probs - log_probs.detach()).masked_fill(~real, 0.0).exp()
    ratio = ratio.masked_fill(~real, 0.0)
    return -(advantages.detach() * ratio.sum(1)).mean()
