# breaks: the mean over all tokens
def policy_loss(log_probs, advantages, real):
    weights = advantages.detach()[:, None].expand_as(log_probs)[real]
    return -(weights * log_probs[real]).mean()
