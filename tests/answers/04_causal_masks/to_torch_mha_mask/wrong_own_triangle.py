# breaks: makes a causal mask of its own, whatever was asked
def to_torch_mha_mask(allowed):
    return torch.ones(allowed.shape, dtype=torch.bool).triu(1)
