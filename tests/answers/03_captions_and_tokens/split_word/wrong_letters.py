# breaks: only letters
def split_word(word, merges):
    pieces = [*word[:-1], word[-1] + "</w>"]
    return pieces
