# right: nansum of a product
def policy_loss(log_probs, advantages, real):
    return -(advantages.detach() * (log_probs * real).nansum(1)).mean()
