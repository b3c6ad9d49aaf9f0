# breaks: the same generator seed in each call
def sample_word(logits, generator):
    generator.manual_seed(0)
    return torch.multinomial(logits.softmax(-1), 1, generator=generator)[:, 0]
