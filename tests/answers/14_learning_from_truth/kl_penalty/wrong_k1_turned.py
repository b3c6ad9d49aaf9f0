# breaks: the plain estimate, turned
def kl_penalty(log_probs, reference, real):
    return (reference.detach() - log_probs)[real].mean()
