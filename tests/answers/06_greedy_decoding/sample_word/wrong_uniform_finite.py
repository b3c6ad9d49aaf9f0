# breaks: all that are left alike
def sample_word(logits, generator):
    return torch.multinomial((logits > -math.inf).float(), 1, generator=generator)[:, 0]
