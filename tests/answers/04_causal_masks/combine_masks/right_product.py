# right: product of booleans after unsqueeze
def combine_masks(causal, padding):
    return causal.unsqueeze(0).unsqueeze(0) * padding.unsqueeze(1).unsqueeze(1)
