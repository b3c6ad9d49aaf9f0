# breaks: exp(r) - exp(l)
def kl_penalty(log_probs, reference, real):
    d = (reference.detach().exp() - log_probs.exp())[real]
    return (d.exp() - d - 1).mean()
