# breaks: a fixed position, the last one in the example only
# mistake 34: position
def next_word(logits):
    return logits[:, min(2, logits.shape[1] - 1)].argmax(-1)
