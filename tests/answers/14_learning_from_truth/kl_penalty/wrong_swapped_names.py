# breaks: r and l exchanged, r learns
def kl_penalty(log_probs, reference, real):
    d = (log_probs.detach() - reference)[real]
    return (d.exp() - d - 1).mean()
