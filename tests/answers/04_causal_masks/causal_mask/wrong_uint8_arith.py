# breaks: uint8 wraps at 256
def causal_mask(length):
    step = torch.arange(length).to(torch.int8)
    return step[:, None] - step >= 0
