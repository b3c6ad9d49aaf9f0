# different: always the neighbours that were learnt first
def join_pair(pieces, pair):
    joined = []
    for piece in pieces:
        if joined and (joined[-1], piece) == pair:
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def split_word(word, merges):
    ranks = {pair: i for i, pair in enumerate(merges)}
    pieces = [*word[:-1], word[-1] + "</w>"]
    while True:
        there = [ranks[pair] for pair in pairwise(pieces) if pair in ranks]
        if not there:
            return pieces
        pieces = join_pair(pieces, merges[min(there)])
