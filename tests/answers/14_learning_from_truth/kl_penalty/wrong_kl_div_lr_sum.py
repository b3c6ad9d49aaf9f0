# breaks: F.kl_div(l, r), sum
def kl_penalty(log_probs, reference, real):
    return F.kl_div(
        log_probs[real], reference.detach()[real], log_target=True, reduction="sum"
    )
