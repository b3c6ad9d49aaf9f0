# breaks: prints
# mistake 43: print
def sample_word(logits, generator):
    print(torch.multinomial(logits.softmax(-1), 1, generator=generator)[:, 0])
