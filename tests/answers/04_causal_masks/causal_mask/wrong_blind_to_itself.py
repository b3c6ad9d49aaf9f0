# breaks: one diagonal too few, a token does not see itself
# mistake 13: diagonal
def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool).tril(-1)
