# different: an index, pieces replaced in place
def split_word(word, merges):
    pieces = list(word)
    pieces[-1] += "</w>"
    for first, second in merges:
        i = 0
        while i < len(pieces) - 1:
            if pieces[i] == first and pieces[i + 1] == second:
                pieces[i] = first + second
                del pieces[i + 1]
            i += 1
    return pieces
