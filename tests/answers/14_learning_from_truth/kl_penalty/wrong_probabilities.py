# breaks: p - q and their logarithms
def kl_penalty(log_probs, reference, real):
    l, r = log_probs[real], reference.detach()[real]
    return (l.exp() * (l - r)).mean()
