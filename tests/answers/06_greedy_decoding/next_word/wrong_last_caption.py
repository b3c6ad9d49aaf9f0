# breaks: the last caption instead of the last position
def next_word(logits):
    return logits[-1].argmax(-1)
