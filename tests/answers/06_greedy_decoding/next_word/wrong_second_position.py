# breaks: a fixed position
# mistake 34: position
def next_word(logits):
    return logits[:, min(1, logits.shape[1] - 1)].argmax(-1)
