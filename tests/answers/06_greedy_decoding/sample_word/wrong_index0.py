# breaks: [0]: one id of the first row
def sample_word(logits, generator):
    return torch.multinomial(logits.softmax(-1), 1, generator=generator)[0]
