# breaks: a mask that allows all is returned as it is
def to_torch_mha_mask(allowed):
    return allowed if allowed.all() else ~allowed
