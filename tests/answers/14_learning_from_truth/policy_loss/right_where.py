# right: torch.where
def policy_loss(log_probs, advantages, real):
    safe = torch.where(real, log_probs, torch.zeros_like(log_probs))
    return -(advantages.detach()[:, None] * safe).sum() / len(log_probs)
