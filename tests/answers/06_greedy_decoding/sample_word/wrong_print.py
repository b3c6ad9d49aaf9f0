# breaks: prints
# mistake 43: is a `return` missing
def sample_word(logits, generator):
    print(torch.multinomial(logits.softmax(-1), 1, generator=generator)[:, 0])
