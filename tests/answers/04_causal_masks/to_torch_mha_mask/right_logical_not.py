# right: logical_not
def to_torch_mha_mask(allowed):
    return torch.logical_not(allowed)
