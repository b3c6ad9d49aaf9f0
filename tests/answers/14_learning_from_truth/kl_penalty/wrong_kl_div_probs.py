# breaks: F.kl_div of probabilities
def kl_penalty(log_probs, reference, real):
    return F.kl_div(log_probs[real].exp(), reference.detach()[real].exp())
