# breaks: one word for every position
def next_word(logits):
    return logits.argmax(-1)
