# breaks: reads the first position
# mistake 34: first position
def next_word(logits):
    return logits[:, 0].argmax(-1)
