# right: ratio minus log of it
def kl_penalty(log_probs, reference, real):
    r = (reference.detach() - log_probs)[real].exp()
    return (r - r.log() - 1).mean()
