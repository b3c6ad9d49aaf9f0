# breaks: minus F.kl_div(r, l)
def kl_penalty(log_probs, reference, real):
    return -F.kl_div(reference.detach()[real], log_probs[real], log_target=True)
