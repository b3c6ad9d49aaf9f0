# breaks: probabilities
def policy_loss(log_probs, advantages, real):
    return -(
        advantages.detach() * log_probs.masked_fill(~real, -math.inf).exp().sum(1)
    ).mean()
