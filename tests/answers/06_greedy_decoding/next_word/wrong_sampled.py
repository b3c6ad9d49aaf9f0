# breaks: draws a word from its chances
def next_word(logits):
    return torch.multinomial(logits[:, -1].softmax(-1), 1)[:, 0]
