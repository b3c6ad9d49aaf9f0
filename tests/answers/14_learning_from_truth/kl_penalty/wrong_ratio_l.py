# breaks: the ratio exp(l - r) alone
def kl_penalty(log_probs, reference, real):
    d = (reference.detach() - log_probs)[real]
    return (-d).exp().mean()
