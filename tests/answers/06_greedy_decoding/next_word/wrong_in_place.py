# breaks: forbids <pad> in the caller's logits
# mistake 20: in place
def next_word(logits):
    logits[:, -1, 0] = -math.inf
    return logits[:, -1].argmax(-1)
