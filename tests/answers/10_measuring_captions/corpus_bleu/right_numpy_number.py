def corpus_bleu(candidates, references, max_n):
    p = 1.0
    for n in range(1, max_n + 1):
        total = sum(max(len(w) - n + 1, 0) for w in candidates)
        hits = sum(
            max(len(w) - n + 1, 0) * ngram_precision(w, s, n)
            for w, s in zip(candidates, references)
        )
        if hits == 0 or total == 0:
            return np.float32(0)
        p *= (hits / total) ** (1 / max_n)
    c = sum(map(len, candidates))
    r = sum(
        min((abs(len(s) - len(w)), len(s)) for s in ss)[1]
        for w, ss in zip(candidates, references)
    )
    return np.float32(p * min(1, math.exp(1 - r / c)))
