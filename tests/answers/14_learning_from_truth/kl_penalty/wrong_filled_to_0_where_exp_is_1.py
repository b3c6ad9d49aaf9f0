# breaks: filled after, by masked_fill
def kl_penalty(log_probs, reference, real):
    apart = reference.detach() - log_probs
    return (apart.exp() - apart - 1).masked_fill(~real, 0.0).sum() / real.sum()
