# breaks: a plus for a minus
def kl_penalty(log_probs, reference, real):
    apart = (reference.detach() - log_probs)[real]
    return (apart.exp() + apart - 1).mean()
