# breaks: every token sees itself, padding included
def combine_masks(causal, padding):
    own = torch.eye(len(causal), dtype=torch.bool)
    return causal & (padding[:, None, None, :] | own)
