# right: tril_indices
def causal_mask(length):
    rows, columns = torch.tril_indices(length, length)
    mask = torch.full((length, length), False)
    mask[rows, columns] = True
    return mask
