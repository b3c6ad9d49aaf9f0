# breaks: B draws of the mean distribution
def sample_word(logits, generator):
    return torch.multinomial(
        logits.softmax(-1).mean(0), len(logits), replacement=True, generator=generator
    )
