# breaks: 0 and -inf to be added to scores
def combine_masks(causal, padding):
    both = causal & padding[:, None, None, :]
    return torch.zeros(both.shape).masked_fill(~both, float("-inf"))
