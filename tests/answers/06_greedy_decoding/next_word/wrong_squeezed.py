# breaks: a batch of one loses its axis
def next_word(logits):
    return logits[:, -1:].argmax(-1).squeeze()
