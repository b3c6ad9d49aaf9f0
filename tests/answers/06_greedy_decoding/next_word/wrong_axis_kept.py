# breaks: (B, 1)
def next_word(logits):
    return logits[:, -1].argmax(-1, keepdim=True)
