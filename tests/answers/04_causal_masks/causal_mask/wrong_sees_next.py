# breaks: one diagonal too many, the next token is seen
# mistake 13: diagonal
def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool).tril(1)
