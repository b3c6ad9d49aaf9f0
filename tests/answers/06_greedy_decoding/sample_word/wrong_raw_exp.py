# breaks: exp without the maximum overflows
def sample_word(logits, generator):
    p = logits.float().exp()
    return torch.multinomial(p, 1, generator=generator)[:, 0]
