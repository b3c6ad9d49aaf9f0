# right: NaN replaced after the product
def policy_loss(log_probs, advantages, real):
    return -(advantages.detach() * (log_probs * real).nan_to_num(0.0).sum(1)).mean()
