# different: tuples of pieces, sorted by count with a stable sort
def learn_merges(counts, merges):
    def join(pieces, pair):
        out, i = [], 0
        while i < len(pieces):
            if pieces[i : i + 2] == pair:
                out.append("".join(pair))
                i += 2
            else:
                out.append(pieces[i])
                i += 1
        return tuple(out)

    words = Counter()
    for word, n in counts.items():
        words[tuple(word[:-1]) + (word[-1] + "</w>",)] += n
    learnt = []
    for _ in range(merges):
        pairs = Counter()
        for pieces, n in words.items():
            for pair in zip(pieces, pieces[1:], strict=False):
                pairs[pair] += n
        order = sorted(pairs)
        order.sort(key=pairs.get, reverse=True)
        if not order:
            break
        learnt.append(order[0])
        words = Counter({join(p, order[0]): n for p, n in words.items()})
    return learnt
