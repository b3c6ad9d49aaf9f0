# breaks: None where all is allowed
def to_torch_mha_mask(allowed):
    return None if allowed.all() else ~allowed
