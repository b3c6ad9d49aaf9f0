def ngram_precision(candidate, references, n):
    grams = lambda words: Counter(
        tuple(words[i : i + n]) for i in range(len(words) - n + 1)
    )
    mine = grams(candidate)
    best = Counter()
    for r in references:
        best |= grams(r)
    return np.float32((mine & best).total() / max(mine.total(), 1))
