# breaks: replaces text across pieces
def split_word(word, merges):
    text = " ".join(word) + "</w>"
    for first, second in merges:
        text = text.replace(f"{first} {second}", first + second)
    return text.split()
