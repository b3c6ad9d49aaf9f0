# breaks: squeeze() (B = 1 loses the batch)
def sample_word(logits, generator):
    return torch.multinomial(logits.softmax(-1), 1, generator=generator).squeeze()
