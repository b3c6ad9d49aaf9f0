# breaks: axes of length one disappear, then one comes back at the wrong place
def combine_masks(causal, padding):
    return (causal & padding[:, None, None, :]).squeeze().unsqueeze(1)
