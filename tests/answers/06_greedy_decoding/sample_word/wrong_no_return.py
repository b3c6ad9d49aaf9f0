# breaks: no return
# mistake 43: is a `return` missing
def sample_word(logits, generator):
    torch.multinomial(logits.softmax(-1), 1, generator=generator)[:, 0]
