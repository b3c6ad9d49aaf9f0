# breaks: log_probs detached in place of the reference
def kl_penalty(log_probs, reference, real):
    d = (reference - log_probs.detach())[real]
    return (d.exp() - d - 1).mean()
