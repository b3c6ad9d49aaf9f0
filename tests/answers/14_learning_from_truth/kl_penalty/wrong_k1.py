# breaks: the plain estimate
def kl_penalty(log_probs, reference, real):
    return (log_probs - reference.detach())[real].mean()
