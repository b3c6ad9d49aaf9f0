# right: starts all hidden and opens what is allowed
def to_torch_mha_mask(allowed):
    hidden = torch.ones_like(allowed)
    hidden[allowed] = False
    return hidden
