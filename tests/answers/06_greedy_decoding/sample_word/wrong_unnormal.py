# breaks: exp without the maximum
def sample_word(logits, generator):
    return torch.multinomial(logits.exp(), 1, generator=generator)[:, 0]
