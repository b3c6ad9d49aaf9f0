# breaks: Gaussian noise
def sample_word(logits, generator):
    return (logits + torch.randn(logits.shape, generator=generator)).argmax(-1)
