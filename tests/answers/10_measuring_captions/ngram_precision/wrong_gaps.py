# breaks: pairs with gaps (skip-grams)
def ngram_precision(candidate, references, n):
    def grams(words):
        ends = range(n - 1, len(words))
        return Counter((words[e - n + 1], words[e]) for e in ends)

    allowed = Counter()
    for reference in references:
        allowed |= grams(reference)
    written = grams(candidate)
    return (written & allowed).total() / written.total() if written else 0.0
