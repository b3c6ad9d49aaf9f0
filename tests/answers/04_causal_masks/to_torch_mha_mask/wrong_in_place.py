# breaks: inverts the caller's mask
# mistake 20: in place
def to_torch_mha_mask(allowed):
    return allowed.logical_not_()
