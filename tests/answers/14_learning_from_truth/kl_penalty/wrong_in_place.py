# breaks: inputs filled in place
# mistake 20: in place
def kl_penalty(log_probs, reference, real):
    log_probs.data[~real] = 0.0
    reference.data[~real] = 0.0
    apart = reference.detach() - log_probs
    return (apart.exp() - apart - 1).sum() / real.sum()
