# breaks: the last learnt first
# mistake 54: order in which
def join_pair(pieces, pair):
    joined = []
    for piece in pieces:
        if joined and (joined[-1], piece) == pair:
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def split_word(word, merges):
    pieces = [*word[:-1], word[-1] + "</w>"]
    for pair in reversed(merges):
        pieces = join_pair(pieces, pair)
    return pieces
