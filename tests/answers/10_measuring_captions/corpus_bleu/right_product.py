# product of precisions, zeros included, then a root
def corpus_bleu(candidates, references, max_n):
    product = 1.0
    for n in range(1, max_n + 1):
        totals = [max(0, len(words) - n + 1) for words in candidates]
        hits = [
            round(t * ngram_precision(c, r, n))
            for t, c, r in zip(totals, candidates, references)
        ]
        product *= sum(hits) / max(1, sum(totals))
    c = sum(len(words) for words in candidates)
    r = 0
    for words, refs in zip(candidates, references):
        r += sorted((abs(len(ref) - len(words)), len(ref)) for ref in refs)[0][1]
    penalty = 1.0 if c >= r else np.exp(1 - r / c)
    return float(penalty * product ** (1 / max_n))
