# breaks: logits are changed in place
def sample_word(logits, generator):
    logits -= logits.amax(-1, keepdim=True)
    return torch.multinomial(logits.exp(), 1, generator=generator)[:, 0]
