# breaks: uniform noise times share
def sample_word(logits, generator):
    return (logits.softmax(-1) * torch.rand(logits.shape, generator=generator)).argmax(
        -1
    )
