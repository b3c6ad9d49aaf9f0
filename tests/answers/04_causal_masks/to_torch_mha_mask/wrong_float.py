# breaks: floats, which would be added to the scores
def to_torch_mha_mask(allowed):
    return (~allowed).float()
