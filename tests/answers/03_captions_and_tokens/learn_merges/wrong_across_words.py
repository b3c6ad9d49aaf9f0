# breaks: pairs go from word to word
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
        text = [
            piece
            for word in words
            for _ in range(counts[word])
            for piece in words[word]
        ]
        for pair in pairwise(text):
            pairs[pair] += 1
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        learnt.append(best)
        words = {word: join_pair(pieces, best) for word, pieces in words.items()}
    return learnt
