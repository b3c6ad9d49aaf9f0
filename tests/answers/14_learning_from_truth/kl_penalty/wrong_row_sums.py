# breaks: the sum of each row, the mean over rows
def kl_penalty(log_probs, reference, real):
    apart = (reference.detach() - log_probs).masked_fill(~real, 0.0)
    return (apart.exp() - apart - 1).sum(1).mean()
