# breaks: joined from the right
# mistake 54: from the left
def split_word(word, merges):
    pieces = [*word[:-1], word[-1] + "</w>"]
    for first, second in merges:
        for k in range(len(pieces) - 2, -1, -1):
            if pieces[k : k + 2] == [first, second]:
                pieces[k : k + 2] = [first + second]
    return pieces
