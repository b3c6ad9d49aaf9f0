# breaks: the very same mask
# mistake 12: polarity
def to_torch_mha_mask(allowed):
    return allowed
