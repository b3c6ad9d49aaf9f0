# breaks: punctuation stays in the words
def tokenize(caption):
    return caption.lower().split()
