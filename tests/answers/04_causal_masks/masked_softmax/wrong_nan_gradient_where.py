# breaks: the NaN is replaced by where, the gradient stays NaN
# mistake 15: gradient
def masked_softmax(scores, allowed):
    parts = scores - torch.where(allowed, scores, -torch.inf).amax(-1, keepdim=True)
    parts = torch.where(allowed, parts.exp(), 0)
    weights = parts / parts.sum(-1, keepdim=True)
    return torch.where(weights.isnan(), torch.zeros_like(weights), weights)
