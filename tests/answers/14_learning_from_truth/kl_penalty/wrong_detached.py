# breaks: no graph
def kl_penalty(log_probs, reference, real):
    apart = (reference - log_probs).detach()[real]
    return (apart.exp() - apart - 1).mean()
