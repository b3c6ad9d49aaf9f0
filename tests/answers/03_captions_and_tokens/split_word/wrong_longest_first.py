# breaks: the longest pieces first
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
    for pair in sorted(merges, key=lambda p: -len(p[0] + p[1])):
        pieces = join_pair(pieces, pair)
    return pieces
