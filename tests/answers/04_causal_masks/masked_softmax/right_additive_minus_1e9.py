# right: adds -1e9, then zeros what is hidden
def masked_softmax(scores, allowed):
    bias = torch.zeros_like(scores).masked_fill(~allowed, -1e9)
    weights = (scores + bias).softmax(-1)
    return weights.masked_fill(~allowed, 0)
