# breaks: 0 and -inf to be added to scores
def causal_mask(length):
    return torch.full((length, length), float("-inf")).triu(1)
