# breaks: the least likely word
def next_word(logits):
    return logits[:, -1].argmin(-1)
