# breaks: query numbers in eight bits, with places counted in steps of eight
def causal_mask(length):
    step = (torch.arange(length) * 8).to(torch.int8)
    return step[:, None] >= step
