# breaks: ties go to the pair that sorts last
# mistake 54: sorts first
def join_pair(pieces, pair):
    joined = []
    for piece in pieces:
        if joined and (joined[-1], piece) == pair:
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def learn_merges(counts, merges):
    words = {word: [*word[:-1], word[-1] + "</w>"] for word in counts}
    learnt = []
    for _ in range(merges):
        pairs = Counter()
        for word, pieces in words.items():
            for pair in pairwise(pieces):
                pairs[pair] += counts[word]
        if not pairs:
            break
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        learnt.append(best)
        words = {word: join_pair(pieces, best) for word, pieces in words.items()}
    return learnt
