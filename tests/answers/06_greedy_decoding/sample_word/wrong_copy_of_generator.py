# breaks: the generator does not move on
def sample_word(logits, generator):
    other = torch.Generator()
    other.set_state(generator.get_state())
    return torch.multinomial(logits.softmax(-1), 1, generator=other)[:, 0]
