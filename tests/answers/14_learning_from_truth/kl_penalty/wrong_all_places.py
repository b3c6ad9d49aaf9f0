# breaks: the mean over all places
# mistake 28: all places
def kl_penalty(log_probs, reference, real):
    apart = (reference.detach() - log_probs).masked_fill(~real, 0.0)
    return (apart.exp() - apart - 1).mean()
