# breaks: joined from the right
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
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        learnt.append(best)
        words = {
            word: [
                p[::-1]
                for p in join_pair(
                    [p[::-1] for p in pieces[::-1]], (best[1][::-1], best[0][::-1])
                )
            ][::-1]
            for word, pieces in words.items()
        }
    return learnt
