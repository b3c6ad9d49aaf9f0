# breaks: one-hot rows
def sample_word(logits, generator):
    return F.one_hot(
        torch.multinomial(logits.softmax(-1), 1, generator=generator)[:, 0],
        logits.shape[-1],
    )
