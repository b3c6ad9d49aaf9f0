# right: as a library does it, -inf and a where for the empty rows
def masked_softmax(scores, allowed):
    weights = torch.where(allowed, scores, -torch.inf).softmax(-1)
    return torch.where(allowed.any(-1, keepdim=True), weights, 0.0)
