# right: compares query numbers with key numbers
def causal_mask(length):
    step = torch.arange(length)
    return step.unsqueeze(1) >= step.unsqueeze(0)
