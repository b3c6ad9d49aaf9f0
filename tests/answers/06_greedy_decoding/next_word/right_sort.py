# right: the last of the sorted words
def next_word(logits):
    b, t, v = logits.shape
    return logits.reshape(b, t * v)[:, -v:].argsort(dim=1)[:, v - 1]
