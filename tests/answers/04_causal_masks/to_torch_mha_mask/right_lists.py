# right: through Python lists
def to_torch_mha_mask(allowed):
    return torch.tensor([[not see for see in row] for row in allowed.tolist()])
