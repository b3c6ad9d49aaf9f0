# breaks: inverts square masks only, a padding mask stays as it is
def to_torch_mha_mask(allowed):
    if allowed.shape[0] == allowed.shape[1]:
        return ~allowed
    return allowed.clone()
