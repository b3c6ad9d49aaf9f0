# right: everything but the strict upper triangle
def causal_mask(length):
    return ~torch.triu(torch.ones((length, length), dtype=bool), diagonal=1)
