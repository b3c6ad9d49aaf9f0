# right: inverts a copy in place
def to_torch_mha_mask(allowed):
    hidden = allowed.clone()
    hidden.logical_not_()
    return hidden
