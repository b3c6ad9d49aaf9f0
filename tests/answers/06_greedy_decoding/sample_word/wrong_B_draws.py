# breaks: B draws of the first row
def sample_word(logits, generator):
    return torch.multinomial(
        logits.softmax(-1)[0], len(logits), replacement=True, generator=generator
    )
