# breaks: starts anew from the generator's seed
def sample_word(logits, generator):
    g = torch.Generator().manual_seed(generator.initial_seed())
    return torch.multinomial(logits.softmax(-1), 1, generator=g)[:, 0]
