# breaks: padded queries lose their view too, rows become empty
# mistake 16: not queries
def combine_masks(causal, padding):
    return causal & padding[:, None, None, :] & padding[:, None, :, None]
