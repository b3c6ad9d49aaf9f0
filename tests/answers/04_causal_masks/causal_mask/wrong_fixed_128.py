# breaks: 128 at most
def causal_mask(length):
    return torch.tril(torch.ones((128, 128))).bool()[:length, :length]
