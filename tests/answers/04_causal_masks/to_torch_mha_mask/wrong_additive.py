# breaks: an additive mask of 0 and -inf, right for the layer but not boolean
def to_torch_mha_mask(allowed):
    return torch.zeros(allowed.shape).masked_fill(~allowed, float("-inf"))
