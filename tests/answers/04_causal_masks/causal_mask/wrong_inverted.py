# breaks: True means hidden, as nn.MultiheadAttention has it
# mistake 12: polarity
def causal_mask(length):
    return torch.ones(length, length, dtype=torch.bool).triu(1)
