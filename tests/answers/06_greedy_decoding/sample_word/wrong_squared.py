# breaks: shares squared
def sample_word(logits, generator):
    return torch.multinomial(logits.softmax(-1) ** 2, 1, generator=generator)[:, 0]
