# breaks: only the sum of matches is clipped
def ngram_precision(candidate, references, n):
    def grams(words):
        return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))

    allowed = Counter()
    for reference in references:
        allowed |= grams(reference)
    written = grams(candidate)

    if not written:
        return 0.0
    hits = sum(c for gram, c in written.items() if gram in allowed)
    return min(hits, max(grams(r).total() for r in references)) / written.total()
