# breaks: eight heads written in
def combine_masks(causal, padding):
    return (causal & padding[:, None, None, :]).expand(-1, 8, -1, -1)
