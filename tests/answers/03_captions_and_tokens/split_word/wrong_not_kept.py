# breaks: the joined list is dropped
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
    for pair in merges:
        join_pair(pieces, pair)
    return pieces
