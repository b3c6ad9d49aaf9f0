# breaks: True means hidden
# mistake 12: causal
def combine_masks(causal, padding):
    return ~(causal & padding[:, None, None, :])
