# breaks: the mask upside down
# mistake 12: upside down
def kl_penalty(log_probs, reference, real):
    apart = (reference.detach() - log_probs)[~real]
    return (apart.exp() - apart - 1).mean()
