# breaks: all words alike
def sample_word(logits, generator):
    return torch.randint(logits.shape[1], (len(logits),), generator=generator)
