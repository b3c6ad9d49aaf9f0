# breaks: exp(d * real)
def kl_penalty(log_probs, reference, real):
    d = reference.detach() - log_probs
    d = torch.where(real, d, 0)
    return (d.exp() - d - 1).mean()
