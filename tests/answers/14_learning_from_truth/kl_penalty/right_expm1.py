# right: expm1, both filled first
def kl_penalty(log_probs, reference, real):
    l = log_probs.masked_fill(~real, 0)
    r = reference.detach().masked_fill(~real, 0)
    return (torch.expm1(r - l) - (r - l)).sum() / real.count_nonzero()
