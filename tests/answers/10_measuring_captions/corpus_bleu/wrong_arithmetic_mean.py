# breaks: arithmetic mean of the precisions
# mistake 41: geometric
def corpus_bleu(candidates, references, max_n):
    pairs = list(zip(candidates, references))
    shares = []
    for n in range(1, max_n + 1):
        totals = [max(len(x) - n + 1, 0) for x in candidates]
        hits = sum(t * ngram_precision(*pair, n) for t, pair in zip(totals, pairs))
        shares.append(hits / max(1, sum(totals)))
    c = sum(map(len, candidates))
    r = sum(min((abs(len(x) - len(y)), len(x)) for x in refs)[1] for y, refs in pairs)
    return min(1.0, math.exp(1 - r / c)) * sum(shares) / max_n
