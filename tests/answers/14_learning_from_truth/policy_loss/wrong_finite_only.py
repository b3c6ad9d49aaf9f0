# breaks: the mask is what is finite
def policy_loss(log_probs, advantages, real):
    likely = log_probs.masked_fill(~log_probs.isfinite(), 0.0).sum(1)
    return -(advantages.detach() * likely).mean()
