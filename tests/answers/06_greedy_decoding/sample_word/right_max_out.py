# right: exp of the difference to the maximum
def sample_word(logits, generator):
    w = (logits - logits.max(-1, keepdim=True).values).exp()
    return w.multinomial(1, generator=generator).view(-1)
