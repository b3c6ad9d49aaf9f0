# right: exponential race
def sample_word(logits, generator):
    p = logits.softmax(-1)
    race = torch.empty_like(p).exponential_(generator=generator)
    return (p / race).argmax(-1)
