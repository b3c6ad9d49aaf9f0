# breaks: each pair is joined at one place
# mistake 54: wherever it stands
def split_word(word, merges):
    pieces = [*word[:-1], word[-1] + "</w>"]
    for pair in merges:
        for k, there in enumerate(pairwise(pieces)):
            if there == pair:
                pieces[k : k + 2] = ["".join(pair)]
                break
    return pieces
