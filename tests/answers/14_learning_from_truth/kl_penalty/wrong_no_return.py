# breaks: nothing comes back
# mistake 43: return
def kl_penalty(log_probs, reference, real):
    apart = (reference.detach() - log_probs)[real]
    loss = (apart.exp() - apart - 1).mean()
