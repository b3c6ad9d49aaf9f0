# breaks: returns a copy, but the caller's mask is inverted all the same
# mistake 20: in place
def to_torch_mha_mask(allowed):
    allowed ^= True
    return allowed.clone()
