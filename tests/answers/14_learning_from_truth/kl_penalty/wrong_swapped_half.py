# breaks: exp(r - l) - (l - r) - 1
def kl_penalty(log_probs, reference, real):
    d = (reference.detach() - log_probs)[real]
    return (d.exp() + d - 1).mean()
