# breaks: nothing comes back
# mistake 43: return
def policy_loss(log_probs, advantages, real):
    loss = -(advantages.detach() * log_probs.masked_fill(~real, 0.0).sum(1)).mean()
