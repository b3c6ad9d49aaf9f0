# breaks: the logit furthest from zero
def next_word(logits):
    return logits[:, -1].abs().argmax(-1)
