# breaks: softmax over rows
# mistake 10: softmax over the last axis
def sample_word(logits, generator):
    return torch.multinomial(logits.softmax(0), 1, generator=generator)[:, 0]
