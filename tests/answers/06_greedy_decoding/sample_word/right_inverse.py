# right: inverse
def sample_word(logits, generator):
    sums = logits.double().softmax(-1).cumsum(-1)
    sums = sums / sums[:, -1:]
    u = torch.rand(len(logits), 1, generator=generator, dtype=torch.float64)
    return (sums <= u).sum(-1)
