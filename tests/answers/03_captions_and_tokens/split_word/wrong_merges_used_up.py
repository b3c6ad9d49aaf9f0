# breaks: takes pairs out of the caller's list
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
    while merges:
        pair = merges.pop(0)
        pieces = join_pair(pieces, pair)
    return pieces
