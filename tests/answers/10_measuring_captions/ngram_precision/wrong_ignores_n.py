# breaks: single words whatever n is
def ngram_precision(candidate, references, n):
    def grams(words):
        return Counter(words)

    allowed = Counter()
    for reference in references:
        allowed |= grams(reference)
    written = grams(candidate)
    return (written & allowed).total() / written.total() if written else 0.0
