# breaks: keeps the upper triangle
# mistake 11: upside down
def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool).triu()
