# breaks: zeros and ones as floats
def causal_mask(length):
    return torch.ones(length, length).tril()
