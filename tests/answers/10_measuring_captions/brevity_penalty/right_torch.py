# argmin on sorted lengths
def brevity_penalty(candidate, references):
    c = len(candidate)
    lengths = torch.tensor(sorted(map(len, references)), dtype=torch.float64)
    distances = (lengths - c).abs()
    r = lengths[distances == distances.min()].min()
    return (1 - r / c).clamp(max=0).exp().item()
