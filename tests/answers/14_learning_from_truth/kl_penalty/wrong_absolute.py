# breaks: the absolute difference
def kl_penalty(log_probs, reference, real):
    return (log_probs - reference.detach())[real].abs().mean()
