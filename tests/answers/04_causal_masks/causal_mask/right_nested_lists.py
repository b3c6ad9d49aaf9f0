# right: a list of lists
def causal_mask(length):
    return torch.tensor([[j <= i for j in range(length)] for i in range(length)])
