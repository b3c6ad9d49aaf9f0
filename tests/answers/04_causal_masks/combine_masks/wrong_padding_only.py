# breaks: padding replaces the causal mask
# mistake 16: replaced
def combine_masks(causal, padding):
    b, t = padding.shape
    return padding[:, None, None, :].expand(b, 1, t, t)
