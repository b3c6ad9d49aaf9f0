# breaks: precisions averaged over pictures, not summed
def corpus_bleu(candidates, references, max_n):
    pairs = list(zip(candidates, references))
    product = 1.0
    for n in range(1, max_n + 1):
        product *= sum(ngram_precision(*pair, n) for pair in pairs) / len(pairs)
    c = sum(map(len, candidates))
    r = sum(min((abs(len(x) - len(y)), len(x)) for x in refs)[1] for y, refs in pairs)
    return min(1.0, math.exp(1 - r / c)) * product ** (1 / max_n)
