# right: searchsorted
def sample_word(logits, generator):
    c = logits.double().softmax(-1).cumsum(-1)
    u = torch.rand(len(c), 1, generator=generator, dtype=torch.float64) * c[:, -1:]
    return torch.searchsorted(c, u, right=True).squeeze(1).clamp(max=c.shape[1] - 1)
