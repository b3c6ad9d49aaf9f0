# breaks: a view shares the caller's memory
# mistake 20: in place
def to_torch_mha_mask(allowed):
    hidden = allowed.view(allowed.shape)
    hidden[:] = ~hidden
    return hidden
