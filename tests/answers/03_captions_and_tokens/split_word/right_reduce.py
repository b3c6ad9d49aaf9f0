# different: functools.reduce over join_pair
def join_pair(pieces, pair):
    joined = []
    for piece in pieces:
        if joined and (joined[-1], piece) == pair:
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def split_word(word, merges):
    import functools

    return functools.reduce(join_pair, merges, list(word[:-1]) + [word[-1:] + "</w>"])
