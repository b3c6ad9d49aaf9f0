# breaks: padding is transposed when the batch is as large as T
def combine_masks(causal, padding):
    if padding.shape[0] == padding.shape[1]:
        padding = padding.T
    return causal & padding[:, None, None, :]
