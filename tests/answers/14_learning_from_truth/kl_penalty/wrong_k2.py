# breaks: half a square
def kl_penalty(log_probs, reference, real):
    return (log_probs - reference.detach())[real].square().mean() / 2
