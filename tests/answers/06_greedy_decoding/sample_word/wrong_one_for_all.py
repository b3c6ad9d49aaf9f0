# breaks: one number for all rows
def sample_word(logits, generator):
    sums = logits.double().softmax(-1).cumsum(-1)
    u = torch.rand(1, generator=generator, dtype=torch.float64)
    return (sums / sums[:, -1:] <= u).sum(-1)
