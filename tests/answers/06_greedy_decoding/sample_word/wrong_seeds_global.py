# breaks: seeds the global generator
def sample_word(logits, generator):
    torch.manual_seed(generator.initial_seed())
    return torch.multinomial(logits.softmax(-1), 1)[:, 0]
