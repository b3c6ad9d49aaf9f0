# breaks: a float
# mistake 44: .item()
def kl_penalty(log_probs, reference, real):
    apart = (reference.detach() - log_probs)[real]
    return (apart.exp() - apart - 1).mean().item()
