# breaks: l and r exchanged
# mistake 51: exchanged
def kl_penalty(log_probs, reference, real):
    apart = (log_probs - reference.detach())[real]
    return (apart.exp() - apart - 1).mean()
