# breaks: a caption of padding alone is given its keys back
def combine_masks(causal, padding):
    both = causal & padding[:, None, None, :]
    return both | ~both.any(-1, keepdim=True)
