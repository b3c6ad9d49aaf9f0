# breaks: no exp
def kl_penalty(log_probs, reference, real):
    d = (reference.detach() - log_probs)[real]
    return (d - d - 1).mean()
