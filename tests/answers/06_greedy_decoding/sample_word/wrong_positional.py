# breaks: generator as third argument
def sample_word(logits, generator):
    return torch.multinomial(logits.softmax(-1), 1, generator)[:, 0]
