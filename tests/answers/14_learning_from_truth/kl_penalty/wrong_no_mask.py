# breaks: padding counts
# mistake 28: all places
def kl_penalty(log_probs, reference, real):
    apart = reference.detach() - log_probs
    return (apart.exp() - apart - 1).mean()
