# breaks: masked by a product
# mistake 15: NaN
def policy_loss(log_probs, advantages, real):
    return -(advantages.detach() * (log_probs * real).sum(1)).mean()
