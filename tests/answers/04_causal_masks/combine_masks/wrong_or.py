# breaks: either permission is enough
# mistake 16: causal
def combine_masks(causal, padding):
    return causal | padding[:, None, None, :]
