# breaks: F.kl_div(r, exp(l))
def kl_penalty(log_probs, reference, real):
    return F.kl_div(
        reference.detach()[real], log_probs[real].exp(), reduction="batchmean"
    )
