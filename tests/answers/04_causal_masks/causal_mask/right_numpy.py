# right: numpy's triangle, turned into a tensor
def causal_mask(length):
    return torch.from_numpy(np.tri(length, dtype=bool))
