# breaks: replaced after the exponential
def kl_penalty(log_probs, reference, real):
    apart = reference.detach() - log_probs
    each = torch.where(real, apart.exp() - apart - 1, torch.zeros_like(apart))
    return each.sum() / real.sum()
