# breaks: the example, written down
def causal_mask(length):
    return torch.tensor([[True, False, False], [True, True, False], [True, True, True]])
