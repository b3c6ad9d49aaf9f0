# breaks: F.kl_div(l, r) without log_target
def kl_penalty(log_probs, reference, real):
    return F.kl_div(log_probs[real], reference.detach()[real])
