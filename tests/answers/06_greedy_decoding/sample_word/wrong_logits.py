# breaks: multinomial of the logits
def sample_word(logits, generator):
    return torch.multinomial(logits, 1, generator=generator)[:, 0]
