# breaks: the global generator
def sample_word(logits, generator):
    return torch.multinomial(logits.softmax(-1), 1)[:, 0]
