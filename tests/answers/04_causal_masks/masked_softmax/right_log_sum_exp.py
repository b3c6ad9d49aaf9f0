# right: exp(score - logsumexp), empty rows on zeros
def masked_softmax(scores, allowed):
    some = allowed.any(-1, keepdim=True)
    kept = torch.where(allowed, scores, -torch.inf)
    total = torch.logsumexp(torch.where(some, kept, 0.0), -1, keepdim=True)
    return torch.where(allowed, torch.where(allowed, scores - total, 0).exp(), 0)
