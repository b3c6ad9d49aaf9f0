# attack: a list that holds itself
# exercise: 03 tokenize
def tokenize(caption):
    words = []
    words.append(words)
    return words
