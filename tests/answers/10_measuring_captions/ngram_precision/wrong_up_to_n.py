# breaks: all lengths up to n in one pot
def ngram_precision(candidate, references, n):
    def grams(words):
        found = Counter()
        for m in range(1, n + 1):
            found += Counter(tuple(words[k : k + m]) for k in range(len(words) - m + 1))
        return found if len(words) >= n else Counter()

    allowed = Counter()
    for reference in references:
        allowed |= grams(reference)
    written = grams(candidate)
    return (written & allowed).total() / written.total() if written else 0.0
