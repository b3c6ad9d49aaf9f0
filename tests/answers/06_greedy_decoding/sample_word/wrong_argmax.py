# breaks: the likeliest
def sample_word(logits, generator):
    return logits.argmax(-1)
