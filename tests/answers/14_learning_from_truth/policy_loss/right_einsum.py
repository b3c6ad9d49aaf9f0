# right: a product of weights
def policy_loss(log_probs, advantages, real):
    weights = advantages.data / -len(advantages)
    return torch.einsum("r,rs->", weights, log_probs.masked_fill(real.logical_not(), 0))
