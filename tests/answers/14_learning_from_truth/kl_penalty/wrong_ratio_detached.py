# breaks: no gradient through the exponential
def kl_penalty(log_probs, reference, real):
    apart = (reference.detach() - log_probs)[real]
    return (apart.exp().detach() - apart - 1).mean()
