# breaks: the share comes back
def sample_word(logits, generator):
    p = logits.softmax(-1)
    return p.gather(1, torch.multinomial(p, 1, generator=generator))[:, 0]
