# breaks: the largest logit of all positions
def next_word(logits):
    return logits.amax(1).argmax(-1)
