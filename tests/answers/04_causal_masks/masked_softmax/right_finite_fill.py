# right: the lowest number, softmax, zeros
def masked_softmax(scores, allowed):
    lowest = torch.finfo(scores.dtype).min
    weights = torch.softmax(torch.where(allowed, scores, lowest), dim=-1)
    return weights * allowed
