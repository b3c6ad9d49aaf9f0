# right: masked_select, the ratio of probabilities
def kl_penalty(log_probs, reference, real):
    l = log_probs.masked_select(real)
    with torch.no_grad():
        r = reference.masked_select(real)
    ratio = torch.exp(r - l)
    return torch.mean(ratio - torch.log(ratio) - 1)
