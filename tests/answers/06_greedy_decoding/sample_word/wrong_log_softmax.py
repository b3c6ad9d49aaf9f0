# breaks: log_softmax
def sample_word(logits, generator):
    return torch.multinomial(logits.log_softmax(-1), 1, generator=generator)[:, 0]
