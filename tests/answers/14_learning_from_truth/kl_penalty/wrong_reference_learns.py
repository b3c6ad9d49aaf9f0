# breaks: the reference gets a gradient
def kl_penalty(log_probs, reference, real):
    apart = (reference - log_probs)[real]
    return (apart.exp() - apart - 1).mean()
