# breaks: l - r for r - l
def kl_penalty(log_probs, reference, real):
    d = (log_probs - reference.detach())[real]
    return (d.exp() - d - 1).mean()
