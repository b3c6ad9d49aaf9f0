# breaks: inverse off by one
def sample_word(logits, generator):
    u = torch.rand(len(logits), 1, generator=generator)
    return (logits.softmax(-1).cumsum(-1) <= u).sum(-1) - 1
