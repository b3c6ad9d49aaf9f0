# right: float32 inside
def kl_penalty(log_probs, reference, real):
    d = (reference.detach() - log_probs)[real].float()
    return (d.exp() - d - 1).mean()
