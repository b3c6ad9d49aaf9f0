# breaks: F.kl_div(l, exp(r))
def kl_penalty(log_probs, reference, real):
    return F.kl_div(log_probs[real], reference.detach()[real].exp())
