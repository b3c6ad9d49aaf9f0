# breaks: the likeliest caption for each word
def next_word(logits):
    return logits[:, -1].argmax(0)
