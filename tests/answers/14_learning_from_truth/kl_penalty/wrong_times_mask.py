# breaks: masked by a product
# mistake 15: NaN
def kl_penalty(log_probs, reference, real):
    apart = (reference.detach() - log_probs) * real
    return (apart.exp() - apart - 1).sum() / real.sum()
