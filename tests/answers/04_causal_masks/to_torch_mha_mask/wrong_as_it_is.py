# breaks: hands the mask over without inverting
# mistake 12: polarity
def to_torch_mha_mask(allowed):
    return allowed.clone()
