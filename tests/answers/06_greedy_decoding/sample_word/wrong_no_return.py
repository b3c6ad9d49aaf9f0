# breaks: no return
# mistake 43: return
def sample_word(logits, generator):
    torch.multinomial(logits.softmax(-1), 1, generator=generator)[:, 0]
