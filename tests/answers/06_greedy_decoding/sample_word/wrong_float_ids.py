# breaks: float ids
# mistake 46: expected long ids
def sample_word(logits, generator):
    return torch.multinomial(logits.softmax(-1), 1, generator=generator)[:, 0].float()
