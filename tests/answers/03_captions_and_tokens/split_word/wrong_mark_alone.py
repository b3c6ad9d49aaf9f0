# breaks: the mark is a piece
# mistake 54: with </w>
def join_pair(pieces, pair):
    joined = []
    for piece in pieces:
        if joined and (joined[-1], piece) == pair:
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def split_word(word, merges):
    pieces = [*word, "</w>"]
    for pair in merges:
        pieces = join_pair(pieces, pair)
    return pieces
