# breaks: an n-gram counts as often as it is written
# mistake 41: clip
def ngram_precision(candidate, references, n):
    def grams(words):
        return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))

    allowed = Counter()
    for reference in references:
        allowed |= grams(reference)
    written = grams(candidate)

    if not written:
        return 0.0
    return sum(c for gram, c in written.items() if gram in allowed) / written.total()
