# breaks: the first row for all
def sample_word(logits, generator):
    return torch.multinomial(
        logits[0].softmax(-1), len(logits), replacement=True, generator=generator
    )
