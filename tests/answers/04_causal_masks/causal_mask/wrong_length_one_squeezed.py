# breaks: a caption of one token loses its axes
def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool).tril().squeeze()
