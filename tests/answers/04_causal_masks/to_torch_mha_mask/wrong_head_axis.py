# breaks: adds an axis
def to_torch_mha_mask(allowed):
    return ~allowed[None]
