# breaks: a row's mean
def policy_loss(log_probs, advantages, real):
    sums = log_probs.masked_fill(~real, 0.0).sum(1)
    return -(advantages.detach() * sums / real.sum(1).clamp(min=1)).mean()
