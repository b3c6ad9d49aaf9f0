# breaks: the past is hidden as well
def causal_mask(length):
    return torch.eye(length, dtype=torch.bool)
