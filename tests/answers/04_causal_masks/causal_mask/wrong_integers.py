# breaks: uint8, the boolean of old
def causal_mask(length):
    return torch.ones(length, length, dtype=torch.uint8).tril()
