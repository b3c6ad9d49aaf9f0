# breaks: a sum
def kl_penalty(log_probs, reference, real):
    apart = (reference.detach() - log_probs)[real]
    return (apart.exp() - apart - 1).sum()
