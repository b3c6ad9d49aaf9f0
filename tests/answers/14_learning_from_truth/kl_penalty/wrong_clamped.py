# breaks: the ratio clipped
def kl_penalty(log_probs, reference, real):
    apart = (reference.detach() - log_probs)[real].clamp(-1, 1)
    return (apart.exp() - apart - 1).mean()
