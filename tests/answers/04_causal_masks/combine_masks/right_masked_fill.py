# right: a copy of the causal mask for each caption, padded keys struck out
def combine_masks(causal, padding):
    b, t = padding.shape
    both = causal.expand(b, 1, t, t).clone()
    return both.masked_fill(~padding.view(b, 1, 1, t), False)
