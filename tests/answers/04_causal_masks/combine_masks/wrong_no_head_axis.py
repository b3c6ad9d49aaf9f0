# breaks: (B, T, T), the axis of heads is missing
def combine_masks(causal, padding):
    return causal & padding[:, None, :]
