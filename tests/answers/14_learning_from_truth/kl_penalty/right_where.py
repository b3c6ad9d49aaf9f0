# right: zeros before the exponential
def kl_penalty(log_probs, reference, real):
    apart = torch.where(
        real, reference.detach() - log_probs, torch.zeros_like(log_probs)
    )
    return (apart.exp() - apart - 1).sum() / real.sum()
