# breaks: the mean of rows
def kl_penalty(log_probs, reference, real):
    apart = (reference.detach() - log_probs).masked_fill(~real, 0.0)
    each = apart.exp() - apart - 1
    return (each.sum(1) / real.sum(1).clamp(min=1)).mean()
