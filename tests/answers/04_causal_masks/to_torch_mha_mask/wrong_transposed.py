# breaks: turns the triangle instead of inverting it
# mistake 11: hidden
def to_torch_mha_mask(allowed):
    return allowed.T.clone()
