# breaks: one word for the whole batch
def next_word(logits):
    return logits[:, -1].argmax()
