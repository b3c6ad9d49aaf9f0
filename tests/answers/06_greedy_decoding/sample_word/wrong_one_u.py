# breaks: one number for all rows
def sample_word(logits, generator):
    u = torch.rand(1, generator=generator)
    return (logits.softmax(-1).cumsum(-1) > u).int().argmax(-1)
