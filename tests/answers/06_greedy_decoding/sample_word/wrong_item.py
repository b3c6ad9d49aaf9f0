# breaks: item()
def sample_word(logits, generator):
    return torch.multinomial(logits.softmax(-1), 1, generator=generator).item()
