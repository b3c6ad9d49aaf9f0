# breaks: F.kl_div
def kl_penalty(log_probs, reference, real):
    return F.kl_div(
        reference.detach()[real],
        log_probs[real],
        log_target=True,
        reduction="batchmean",
    )
