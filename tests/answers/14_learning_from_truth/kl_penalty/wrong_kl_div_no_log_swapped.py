# breaks: F.kl_div(r, l) without log_target
def kl_penalty(log_probs, reference, real):
    return F.kl_div(reference.detach()[real], log_probs[real])
