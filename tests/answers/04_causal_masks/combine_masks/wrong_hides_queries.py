# breaks: padding lies over the queries
# mistake 16: axis
def combine_masks(causal, padding):
    return causal & padding[:, None, :, None]
