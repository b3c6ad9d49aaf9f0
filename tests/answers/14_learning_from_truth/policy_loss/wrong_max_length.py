# breaks: divided by the number of places
def policy_loss(log_probs, advantages, real):
    likely = log_probs.masked_fill(~real, 0.0).mean(1)
    return -(advantages.detach() * likely).mean()
