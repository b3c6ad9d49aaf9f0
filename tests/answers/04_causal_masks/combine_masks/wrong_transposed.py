# breaks: the triangle is turned
# mistake 11: transposed
def combine_masks(causal, padding):
    return causal.T & padding[:, None, None, :]
