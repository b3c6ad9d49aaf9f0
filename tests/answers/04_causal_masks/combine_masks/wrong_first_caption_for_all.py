# breaks: every caption gets the first one's padding
# mistake 19: caption
def combine_masks(causal, padding):
    b, t = padding.shape
    return (causal & padding[0]).expand(b, 1, t, t)
