# breaks: the likeliest position for each word
def next_word(logits):
    return logits.argmax(1)[:, -1]
