# breaks: the mark comes after joining
# mistake 54: before anything is joined
def join_pair(pieces, pair):
    joined = []
    for piece in pieces:
        if joined and (joined[-1], piece) == pair:
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def split_word(word, merges):
    pieces = list(word)
    for pair in merges:
        pieces = join_pair(pieces, pair)
    pieces[-1] += "</w>"
    return pieces
