# breaks: a product of floats
def combine_masks(causal, padding):
    return causal.float() * padding[:, None, None, :].float()
